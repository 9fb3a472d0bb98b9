# Times, days and sizes. Digits come ready; only their order and the words are said here.

# $hour is 0 to 23, $hour12 is 1 to 12, $half is 0 before noon and 1 after it.
clock = { $half ->
    [0] { $hour }:{ $minute }
   *[other] { $hour }:{ $minute }
}
# The time within a sentence, after the day.
clock-at = at { $clock }
moment = { $day }, { $clock }

today = Today
yesterday = Yesterday

day-full = { $weekday }, { $day } { $month }
day-full-year = { $weekday }, { $day } { $month } { $year }
day-weekday = { $weekday }
day-short = { $day } { $shortMonth }
day-short-year = { $day } { $shortMonth } { $year }
month-of-year = { $month } { $year }

weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}

size-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
# $tenth is the digit after the point, 0 where there is none.
size-kilobytes = { $tenth ->
    [0] { $whole } kB
   *[other] { $whole }.{ $tenth } kB
}
size-megabytes = { $tenth ->
    [0] { $whole } MB
   *[other] { $whole }.{ $tenth } MB
}
size-gigabytes = { $tenth ->
    [0] { $whole } GB
   *[other] { $whole }.{ $tenth } GB
}
