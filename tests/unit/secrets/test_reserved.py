"""The toolkit's own secrets are never sent as config, whatever wrote the reference; a device can't refer to a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi import platforms
from altyapi.secrets import ForeignMarks, SecretLedger, SecretReserved, SecretStore, materialise, reconcile

ENVIRONMENT = {
    "ALTYAPI_SECRET_CREDENTIALS_NETWORK_PASSWORD": "Parola-1",
    "ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "anahtar-1",
    "ALTYAPI_SECRET_LOCAL_ACIL": "Acil-1",
}


@pytest.fixture
def store() -> SecretStore:
    return SecretStore(environment=ENVIRONMENT)


@pytest.mark.parametrize(
    "name",
    [
        "credentials/network/password",
        "credentials.network.password",
        "credentials-network_password",
        "altyapi/digest-key",
        "altyapi.digest.key",
    ],
)
def test_the_toolkits_own_secrets_are_not_materialised(store: SecretStore, name: str) -> None:
    with pytest.raises(SecretReserved) as caught:
        materialise(f" description x <<secret:{name}>>", store)
    assert "-1" not in caught.value.message("en")
    assert materialise("username acil secret <<secret:local/acil>>", store).endswith(" Acil-1")


@pytest.mark.parametrize("mark", ["<<secret:local/acil>>", f"<<shown:{'0' * 32}>>"])
def test_a_running_config_with_the_marks_of_a_secret_is_refused(store: SecretStore, tmp_path: Path, mark: str) -> None:
    running = f"hostname sw1\ninterface Gi1/0/1\n description {mark}\n"
    with pytest.raises(ForeignMarks, match=r"sw1 .* line 3"):
        reconcile(
            "hostname sw1\n",
            running,
            device="sw1",
            store=store,
            platform=platforms.load("cisco_ios"),
            ledger=SecretLedger(tmp_path / "ledger"),
        )
