# Lo que alguien es en la familia, y lo que se sigue de ello.

problem-email = Esto no parece una dirección de correo electrónico. También puedes dejarlo vacío.
problem-helper = Elige a una persona adulta de la familia.
problem-last-admin = Alguien tiene que encargarse de Hearth. Deja eso antes en manos de otra persona.
problem-needs-grown-up = Una niña o un niño y una visita solo pueden estar juntos con una persona adulta de la familia. Añade a una.
problem-last-member = Alguien tiene que quedarse.
