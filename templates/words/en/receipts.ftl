# Who has read how far, who is here, who is writing.

read-up-to = { $name } has read up to here
read-by = Read by { $names }
read-by-nobody = Nobody else has read this yet

company-here = Here now: { $names }
company-typing = Writing: { $names }…
