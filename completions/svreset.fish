# fish completion for svreset:  svreset completion fish | source
#
# svreset itself says what may follow. What it answers is never evaluated: names of services are data.

function __svreset_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer (svreset completion fish --answer -- $words[2..-1] "$current" 2>/dev/null)
    set -l kind $answer[1]
    set -e answer[1]
    test (count $answer) -gt 0; and printf '%s\n' $answer
    switch "$kind"
        case files
            __fish_complete_path "$current"
        case directories
            __fish_complete_directories "$current"
    end
end

complete -c svreset -f -k -a '(__svreset_complete)'
