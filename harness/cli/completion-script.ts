/**
 * What a shell reads to complete our command line: each asks `kmcl-conformance complete -- WORDS`, which prints a completion a line, a
 * tab, and what it is for. No shell needs anything besides itself.
 */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** Nothing is put behind what ends like this: it goes on. */
const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  // Bash breaks words at : and = too, and replaces only what stands behind the last of them. 3.2, which macOS has, knows no compopt.
  bash: `_kmcl_conformance() {
  local line=\${COMP_LINE:0:COMP_POINT} piece=\${COMP_WORDS[COMP_CWORD]} words current stays value
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  [[ $piece == [:=] ]] && piece=
  stays=\${current%"$piece"}
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    value=\${value#"$stays"}
    COMPREPLY+=("\${value// /\\\\ }")
  done < <(kmcl-conformance complete -- "\${words[@]:1}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=:/] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _kmcl_conformance kmcl-conformance
`,
  zsh: `#compdef kmcl-conformance
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
_kmcl_conformance() {
  local line
  local -a whole begun
  for line in "\${(@f)$(kmcl-conformance complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    if [[ \${line%%$'\\t'*} == *[=:/] ]]; then
      begun+=("\${\${line//:/\\\\:}/$'\\t'/:}")
    else
      whole+=("\${\${line//:/\\\\:}/$'\\t'/:}")
    fi
  done
  (( $#begun )) && _describe -t begun begun begun -S ''
  (( $#whole )) && _describe -t whole whole whole
}
compdef _kmcl_conformance kmcl-conformance
`,
  fish: `function __kmcl_conformance
  set -l last (commandline -ct)
  kmcl-conformance complete -- (commandline -opc)[2..-1] "$last" 2>/dev/null
end
complete -c kmcl-conformance -e
complete -c kmcl-conformance -f -k -a '(__kmcl_conformance)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName kmcl-conformance -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($word -eq '') { $words += '' }
  & kmcl-conformance complete -- @words 2>$null | ForEach-Object {
    $value, $gist = $_ -split "\`t", 2
    if (-not $gist) { $gist = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $gist)
  }
}
`,
};

export function completionScript(shell: (typeof SHELLS)[number]): string {
  return SCRIPTS[shell];
}
