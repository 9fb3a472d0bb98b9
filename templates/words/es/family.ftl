# Las personas de la familia.

family-lead = Todas las personas de { $family }.
family-lead-guest = Tú, y las personas con las que compartes un chat.
family-you = Tú
family-invite = Invitar a alguien
family-invitations = Invitaciones

role-admin = Se encarga de Hearth
role-adult = Persona adulta
role-child = Niña o niño
role-guest = De visita
role-admin-hint = Puede hacerlo todo, e invitar a otras personas que también puedan
role-adult-hint = Está en los chats de la familia y puede invitar a otras personas
role-child-hint = Está en los chats de la familia
role-guest-hint = Solo ve los chats que tú elijas, y a quienes están en ellos
