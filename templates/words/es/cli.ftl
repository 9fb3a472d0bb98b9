### Lo que dice la línea de comandos. Por la salida de errores se habla; las respuestas de la salida estándar
### son JSON, un token o un enlace, y no tienen palabras. «Hearth is listening on …» y «Set up at …» los
### leen otros programas, y por eso se quedan en inglés.

## Ayuda

cli-about = El chat de una familia, en un equipo de casa. Sin ningún comando, sirve las páginas.
cli-about-serve = Pone en marcha el servidor hasta que se le diga que pare
cli-about-setup = Funda la familia sin navegador
cli-about-member = Añade y enumera a las personas de la familia, les ayuda a entrar y les quita el acceso
cli-about-member-add = Añade a una persona
cli-about-member-list = Enumera a las personas de la familia
cli-about-member-reset-password = Da un enlace para elegir una contraseña nueva, una sola vez y en el plazo de un día
cli-about-member-deactivate = Quita el acceso a alguien; cuando esto termina, lo que tenía abierto está cerrado
cli-about-token = Crea, enumera y revoca tokens para programas
cli-about-token-create = Crea un token y lo muestra, solo esta vez
cli-about-token-list = Enumera los tokens
cli-about-token-revoke = Revoca un token; cuando esto termina, lo que abrió está cerrado
cli-about-files = Ordena los archivos del disco
cli-about-files-tidy = Retira los archivos que ya nadie necesita y dice los que faltan
cli-about-channels = Muestra el identificador, la clave y el secreto de los canales en directo
cli-about-healthcheck = Termina con 0 si el servidor está bien y, si no, con 1
cli-about-config = Muestra la configuración vigente y de dónde sale
cli-about-demo = Llena una carpeta de datos nueva con una familia inventada

cli-flag-data = La carpeta de datos [por defecto: ./data]
cli-flag-listen = La dirección y el puerto en los que escuchar [por defecto: 127.0.0.1:8080]; con el puerto 0 se elige uno
cli-flag-demo = Llena antes la carpeta de datos con una familia inventada, si está sin usar
cli-flag-family = El nombre de la familia
cli-flag-whose = De qué familia, si hay varias; si no, de la primera
cli-flag-name = El nombre de la persona, tal como la llama la familia
cli-flag-username = El nombre con el que se inicia sesión
cli-flag-token-username = El nombre de usuario de la persona por la que habla el token
cli-flag-member = El nombre de usuario de la persona
cli-flag-role = Qué es la persona en la familia
cli-flag-password-stdin = Lee la contraseña de la entrada estándar, en una línea
cli-flag-label = Para qué es el token
cli-flag-scope = Lo que permite el token, separado por comas
cli-flag-days = Días hasta que caduca el token
cli-flag-dry-run = No retira nada, solo dice lo que podría irse
cli-flag-id = El identificador del token, tal como lo muestra “hearth token list”
cli-flag-messages = Cuántos mensajes escribió la familia inventada

## El servidor

# Los leen otros programas: iguales en todos los idiomas.
cli-serve-listening = Hearth is listening on { $address }
cli-serve-set-up = Set up at { $address }
cli-serve-cannot-listen = Hearth no puede escuchar en { $address }: { $cause }
cli-serve-control-unusable = No se puede abrir el socket para los comandos en { $folder }: { $cause }
cli-serve-no-runtime = Hearth no puede iniciar sus hilos: { $cause }
cli-serve-flags-elsewhere = --listen y --demo son de “hearth serve”

## La carpeta de datos

cli-folder-in-use = Otro Hearth está usando la carpeta de datos { $folder }; inténtalo dentro de un momento
cli-folder-in-use-by = Otro Hearth (proceso { $process }) está usando la carpeta de datos { $folder }; inténtalo dentro de un momento
cli-folder-unusable = La carpeta de datos { $folder } no se puede usar: { $cause }
cli-folder-empty = No hay ningún Hearth en { $folder }; di cuál es su carpeta de datos con --data

## Preguntar al servidor

cli-control-forbidden = El Hearth de { $folder } es de otra cuenta de este equipo; ejecuta el comando con esa cuenta
cli-control-lost = El servidor no respondió a tiempo. Puede que se hiciera de todos modos: compruébalo antes de repetirlo
cli-control-not-understood = El Hearth que está en marcha no entiende este comando; reinícialo después de actualizar

## Salud

cli-health-not-running = Hearth no está bien: nada responde en { $address }: { $cause }
cli-health-status = Hearth no está bien: { $address } responde “{ $status }”
cli-health-port-unknown = Hearth no está bien: ningún servidor responde en { $folder }

## Contraseñas

cli-password-prompt = Escribe la contraseña y pulsa Enter (se verá en la pantalla):
cli-password-unreadable = La contraseña no se puede leer de la entrada estándar: { $cause }
cli-password-empty = La contraseña de la entrada estándar está vacía
cli-password-too-long = La contraseña de la entrada estándar tiene más de { $most } bytes
cli-password-not-utf8 = La contraseña de la entrada estándar no es texto en UTF-8

## Respuestas

cli-answer-unwritable = La respuesta no se puede escribir en la salida estándar: { $cause }
cli-answer-odd = La respuesta del servidor no es lo que se pidió

## Errores de configuración

cli-config-value = { $place }: “{ $value }” { $why }
cli-config-mistake = { $place }: { $what }
cli-config-place-key = “{ $key }” en { $file }
cli-config-unknown = ese ajuste no existe
cli-config-unknown-meant = ese ajuste no existe; ¿querías decir { $meant }?
cli-config-twice = { $name } y { $name }_FILE tienen valor a la vez; quédate con uno de los dos
cli-config-not-in-itself = un archivo que está dentro de la carpeta de datos no puede decir cuál es la carpeta de datos
cli-config-wrong-kind = un ajuste es un texto, un número, true, false o una lista de textos
cli-config-unreadable = el archivo no se puede leer: { $cause }
cli-config-not-toml = la línea { $line } no se puede leer: { $message }
cli-config-why-empty = falta un valor
cli-config-why-not-utf8 = no es texto en UTF-8
cli-config-why-not-an-address = no es una dirección con su puerto, como 127.0.0.1:8080
cli-config-why-not-an-origin = no es una dirección como https://chat.example.org
cli-config-why-more-than-an-origin = tiene más que el protocolo, el nombre y el puerto, y la ruta donde pueda haberla
cli-config-why-odd-path = tiene una ruta con algo más que letras, cifras y - . _ ~ entre barras sencillas
cli-config-why-not-a-network = no es una dirección o una red, como 192.168.1.0/24
cli-config-why-loose-network = no está claro: para toda la red escribe { $meant }; para un solo equipo, quita la barra
cli-config-why-not-a-size = no es un tamaño, como 500M o 2G
cli-config-why-not-in-range = no es un número entero de { $least } a { $most }
cli-config-why-not-one-of = no es ninguna de estas opciones: { $words }
cli-config-why-not-a-log-filter = no es un filtro de registro, como info o info,hearth=debug

## La familia inventada

cli-demo-not-fresh = La familia inventada solo se muda a una carpeta de datos nueva; en esta ya hay una familia
cli-demo-sign-in = Inicia sesión como { $username } con la contraseña { $password }

## Ordenar

cli-files-missing = Archivos que faltan en el disco: { $count }. La respuesta dice cuáles; quizá estén en una copia de seguridad

## Al parar

cli-stopping = Hearth se está parando; inténtalo dentro de un momento
cli-serve-ended = La puerta web se cerró sola: { $cause }
