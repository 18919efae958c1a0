Feature: every script 🚀

  Scenario Outline: <text> is carried
    When Ana posts "<text>"

    Examples: 例
      | text          |
      | héllo wörld   |
      | 你好          |
      | שלום          |
      | 👩‍👩‍👧 family |
