"""Completion of commands and options by the shell: what `--print-completion-script` prints.

invoke's own scripts call the program by a fixed name. These call the one that was typed, so that each checkout's `./inv`
completes its own commands. Shells look a script up by the program's name without its folder: one that is called inv and is
another's, as invoke's own, is asked by the same question and answers for itself.
"""

from __future__ import annotations

from altyapi.errors import EngineError
from altyapi.view.program import PROGRAM

BASH = """\
# {program} in bash: put this into ~/.local/share/bash-completion/completions/{name}, or: eval "$({program} --print-completion-script bash)"
_{name}_complete() {{
    local IFS=$'\\n' line="${{COMP_LINE:0:COMP_POINT}}" word
    word="${{line##*[[:space:]]}}"
    COMPREPLY=( $(compgen -W "$("${{COMP_WORDS[0]}}" --complete -- "${{line#* }}" 2>/dev/null)" -- "$word") )
    # to bash, what stands before a colon is a word of its own
    [[ $word == *:* ]] && COMPREPLY=( "${{COMPREPLY[@]#"${{word%"${{word##*:}}"}}"}}" )
    [[ ${{#COMPREPLY[@]}} == 1 && ${{COMPREPLY[0]}} == *: ]] && compopt -o nospace
}}
complete -F _{name}_complete -o default {name}
"""
ZSH = """\
#compdef {name}
# {program} in zsh: put this into a folder of $fpath as _{name}, or, behind compinit: eval "$({program} --print-completion-script zsh)"
_{name}_complete() {{
    local -a found kinds
    found=( ${{(f)"$("${{words[1]}}" --complete -- "${{(j: :)words[2,CURRENT-1]}} $PREFIX" 2>/dev/null)"}} )
    kinds=( ${{(M)found:#*:}} )
    found=( ${{found:#*:}} )
    if (( $#found + $#kinds )); then
        compadd -S '' -a kinds
        compadd -a found
    else
        _files
    fi
}}
if [[ ${{funcstack[1]}} == _{name} ]]; then  # from a folder of $fpath, at its first use
    _{name}_complete "$@"
else
    compdef _{name}_complete {name}
fi
"""
FISH = """\
# {program} in fish: put this into ~/.config/fish/completions/{name}.fish, or: {program} --print-completion-script fish | source
function __{name}_complete
    set -l words (commandline -opc)
    $words[1] --complete -- "$words[2..-1] "(commandline -ct) 2>/dev/null
end
complete --command {name} --arguments '(__{name}_complete)'
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
    return SHELLS[shell].format(program=program, name=program.rpartition("/")[2])
