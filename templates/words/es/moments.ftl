# Horas, días y tamaños. Las cifras llegan hechas; aquí solo se dicen su orden y las palabras.
#
# Los días y los meses van en minúscula; el reloj tiene 24 horas.

clock = { $hour }:{ $minute }
# La hora dentro de una frase: «a la 1:05», pero «a las 9:05».
clock-at = { HOUR($clock) ->
    [1] a la { $clock }
   *[other] a las { $clock }
}
moment = { $day }, { $clock }

today = hoy
yesterday = ayer

day-full = { $weekday } { $day } de { $month }
day-full-year = { $weekday } { $day } de { $month } de { $year }
day-weekday = { $weekday }
day-short = { $day } { $shortMonth }
day-short-year = { $day } { $shortMonth } { $year }
month-of-year = { $month } de { $year }

weekday = { $weekday ->
    [1] lunes
    [2] martes
    [3] miércoles
    [4] jueves
    [5] viernes
    [6] sábado
   *[7] domingo
}
month = { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
month-short = { $month ->
    [1] ene
    [2] feb
    [3] mar
    [4] abr
    [5] may
    [6] jun
    [7] jul
    [8] ago
    [9] sept
    [10] oct
    [11] nov
   *[12] dic
}

size-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
# $tenth es la cifra después de la coma, 0 donde no la hay.
size-kilobytes = { $tenth ->
    [0] { $whole } kB
   *[other] { $whole },{ $tenth } kB
}
size-megabytes = { $tenth ->
    [0] { $whole } MB
   *[other] { $whole },{ $tenth } MB
}
size-gigabytes = { $tenth ->
    [0] { $whole } GB
   *[other] { $whole },{ $tenth } GB
}
