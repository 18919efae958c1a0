# LANGUAGE: fr
Fonctionnalité: a
  Scénario: b
    Soit Ana
