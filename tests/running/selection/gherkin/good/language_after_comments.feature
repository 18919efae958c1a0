# by somebody

# language: fr
Fonctionnalité: une langue

  Scénario: un cas
    Soit Ana
    Quand Ana écrit
    Alors Ben reçoit
