# language: de
Funktionalität: eine andere Sprache

  Grundlage:
    Angenommen Ana ist da

  Szenario: ein Fall
    Wenn Ana "hallo" schreibt
    Dann hört Ben es

  Szenariogrundriss: zwei Fälle
    Wenn <Name> schreibt

    Beispiele:
      | Name |
      | Ana  |
      | Ben  |
