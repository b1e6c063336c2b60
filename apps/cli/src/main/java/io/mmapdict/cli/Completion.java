package io.mmapdict.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The script by which a shell completes the program's arguments: what each command takes, by the
 * model that also parses. The keys of a file come from the program itself.
 */
final class Completion {
  /** In the words of bash, which zsh understands in its {@code bashcompinit}. */
  private static final String SCRIPT =
      """
      # Completes mmapdict's commands, options, files and keys. Made by: mmapdict completion
      @zsh@_mmapdict_takes() { # of the command $1
        case $1 in
      @cases@  esac
      }
      _mmapdict_reply() { # those lines of $1 that begin with $2
        local line
        while IFS= read -r line; do
          [[ -n $line && $line == "$2"* ]] && COMPREPLY+=("$line")
        done <<<"$1"
      }
      _mmapdict() {
        local program=${1/#\\~/$HOME} cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
        local commands="@commands@"
        local options="--help --version" values= arguments= command= file= kind= word= quote= i at=0
        if [[ $cur == = ]]; then
          cur=
        elif [[ $prev == = ]]; then
          prev=${COMP_WORDS[COMP_CWORD-2]}
        fi
        for ((i = 1; i < COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          if [[ -z $command ]]; then
            [[ $word == -* ]] && continue
            command=$word
            _mmapdict_takes "$command"
          elif [[ $word == -* ]]; then
            if [[ " $values" == *" $word="* ]]; then
              [[ ${COMP_WORDS[i+1]} == = ]] && i=$((i + 1))
              i=$((i + 1))
            fi
          else
            [[ $at == 0 ]] && file=$word
            at=$((at + 1))
          fi
        done
        if [[ " $values" == *" $prev="* ]]; then
          kind=" $values"
          kind=${kind#*" $prev="}
          kind=${kind%% *}
        elif [[ $cur == -* ]]; then
          kind=${options// /,}
        elif [[ -z $command ]]; then
          kind=${commands// /,}
        else
          for word in $arguments; do
            kind=${word%...}
            [[ $at == 0 || $word == *... ]] && break
            at=$((at - 1)) kind=
          done
        fi
        COMPREPLY=()
        if [[ $cur == [\\'\\"]* ]]; then
          quote=${cur:0:1}
          cur=${cur:1}
        fi
        if [[ $kind == *keys* ]]; then
          file=${file//[\\\\\\'\\"]/}
          _mmapdict_reply "$("$program" ls --keys -- "${file/#\\~/$HOME}" 2>/dev/null)" "$cur"
          if [[ -z $quote && -z ${ZSH_VERSION-} ]]; then
            for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
              printf -v "COMPREPLY[i]" %q "${COMPREPLY[i]}"
            done
          fi
        fi
        if [[ $kind == *files* ]]; then
          compopt -o filenames 2>/dev/null
          _mmapdict_reply "$(compgen -f -- "$cur")" ""
        elif [[ $kind != keys ]]; then
          _mmapdict_reply "${kind//,/$'\\n'}" "$cur"
        fi
      }
      complete -F _mmapdict mmapdict
      """;

  private static final String ZSH =
      """
      (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
      autoload -Uz bashcompinit && bashcompinit
      """;

  private static final String FILES = "files";
  private static final String KEYS = "keys";

  private final CommandLine program;

  Completion(CommandLine program) {
    this.program = program;
  }

  /** The script, for zsh or for bash. */
  String script(boolean zsh) {
    StringBuilder cases = new StringBuilder();
    program
        .getSubcommands()
        .forEach((name, command) -> cases.append(takes(name, command.getCommandSpec())));
    return SCRIPT
        .replace("@zsh@", zsh ? ZSH : "")
        .replace("@cases@", cases)
        .replace("@commands@", commands());
  }

  private String commands() {
    return String.join(" ", program.getSubcommands().keySet());
  }

  private String takes(String name, CommandSpec command) {
    List<String> options = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      for (String each : option.names()) {
        options.add(each);
        if (option.arity().max() > 0) {
          values.add(each + "=" + kind(option));
        }
      }
    }
    String arguments =
        command.positionalParameters().stream()
            .map(each -> kind(each) + (each.index().isVariable() ? "..." : ""))
            .collect(Collectors.joining(" "));
    return "    %s) options=\"%s\" values=\"%s \" arguments=\"%s\" ;;\n"
        .formatted(name, String.join(" ", options), String.join(" ", values), arguments);
  }

  /** What may stand there: files, keys or both, or words, with commas between. */
  private String kind(ArgSpec argument) {
    String label = argument.paramLabel();
    if (label.contains("KEY") || label.contains("GLOB")) {
      return label.contains("OUT") ? KEYS + "," + FILES : KEYS;
    }
    if (label.equals("COMMAND")) {
      return commands().replace(' ', ',');
    }
    if (argument.completionCandidates() != null) {
      return StreamSupport.stream(argument.completionCandidates().spliterator(), false)
          .map(each -> each.toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(","));
    }
    boolean file = List.of(argument.auxiliaryTypes()).contains(Path.class);
    return file || argument.type() == Path.class ? FILES : "";
  }
}
