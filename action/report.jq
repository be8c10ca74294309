# Puts the parts of a report together within $budget characters. Takes $lint,
# $diff and $notes (texts, empty for none), $head and $foot (what stands first and
# last), and $more, the place that has the rest.

# cut keeps the whole lines that fit in some room and counts the entries that do
# not. What is indented belongs to the line above it; what was unfolded is folded.
def cut($room):
  if length <= $room then .
  else
    split("\n") as $lines
    | ([foreach $lines[] as $line (0; . + ($line | length) + 1) | select(. <= $room - 300)] | length) as $fit
    | ([range($fit; 0; -1) | select($lines[.] | startswith(" ") | not)] | first // 0) as $n
    | ([$lines[:$n][] | select(startswith("<details>"))] | length) as $opened
    | ([$lines[:$n][] | select(startswith("</details>"))] | length) as $closed
    | ([$lines[$n:][] | select(startswith("- ") or startswith("| "))] | length) as $left
    | ($lines[:$n] | join("\n")) + "\n" + "\n</details>\n" * ($opened - $closed)
      + "\n\($left) more stand in \($more), which counts what no report has room for\n"
  end;

# framed puts a text into a fence that is longer than any in it.
def framed:
  ([3, ([match("`+"; "g").length] | max // 0) + 1] | max) as $n
  | "`" * $n + "text\n" + rtrimstr("\n") + "\n" + "`" * $n + "\n";

def titled($title): if . == "" then "" else "\n**" + $title + "**\n\n" + framed end;

($notes | gsub("\u001b\\[[0-9;]*m"; "") | cut(5000) | titled("What rolecall says besides")) as $besides
| ($budget - ($head + $besides + $foot | length)) as $room
| ($diff | cut([$room / 2, $room - ($lint | length)] | max | floor)) as $diff
| ($lint | cut($room - ($diff | length))) as $lint
| $head + $lint + (if $diff == "" then "" else "\n" + $diff end) + $besides + $foot
