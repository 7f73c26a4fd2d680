"""Completion of commands and options by the shell: what `--print-completion-script` prints.

invoke's own scripts call the program by a fixed name. These call the one that was typed, so that each checkout's `./inv`
completes its own commands, and none of another program that happens to be called inv.
"""

from __future__ import annotations

from altyapi.errors import EngineError
from altyapi.view.program import PROGRAM

BASH = """\
# {program} in bash: put this into ~/.local/share/bash-completion/completions/{file}, or: eval "$({program} --print-completion-script bash)"
_{function}_complete() {{
    local IFS=$'\\n' line="${{COMP_LINE:0:COMP_POINT}}"
    COMPREPLY=( $(compgen -W "$("${{COMP_WORDS[0]}}" --complete -- "${{line#* }}" 2>/dev/null)" -- "$2") )
}}
complete -F _{function}_complete -o default {program}
"""
ZSH = """\
#compdef {program}
# {program} in zsh: put this into a folder of $fpath as _{file}, or: eval "$({program} --print-completion-script zsh)"
_{function}_complete() {{
    local -a found
    found=( ${{(f)"$("${{words[1]}}" --complete -- "${{words[2,CURRENT]}}" 2>/dev/null)"}} )
    compadd -a found || _files
}}
compdef _{function}_complete {program}
"""
FISH = """\
# {program} in fish: put this into ~/.config/fish/completions/{file}.fish, or: {program} --print-completion-script fish | source
function __{function}_complete
    set -l words (commandline --cut-at-cursor --tokenize)
    $words[1] --complete -- "$words[2..-1] "(commandline --cut-at-cursor --current-token) 2>/dev/null
end
complete --command {program} --arguments '(__{function}_complete)'
"""
SHELLS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


class ShellUnknown(EngineError):
    code = "CLI-019"
    en = "No completion for this shell: {shell}."
    tr = "Bu kabuk için tamamlama yok: {shell}."
    en_remedy = "--print-completion-script bash, zsh or fish"
    tr_remedy = "--print-completion-script bash, zsh ya da fish"


def script(shell: str, program: str = PROGRAM) -> str:
    """The script for that shell. Raises ShellUnknown."""
    if shell not in SHELLS:
        raise ShellUnknown(shell=shell)
    name = program.rpartition("/")[2]
    return SHELLS[shell].format(program=program, file=name, function=name)
