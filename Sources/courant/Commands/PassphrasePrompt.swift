import Glibc

/// Asks whoever sits at the terminal; reads one line when standard input is no terminal.
enum PassphrasePrompt {
    /// - Throws: `UsageError` when there is none, or when the second time says something else.
    static func ask() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine() else {
                throw UsageError("A passphrase is read from standard input, and there was none")
            }
            return line
        }
        let first = try hidden("Passphrase: ")
        guard try hidden("Once more: ") == first else { throw UsageError("The two passphrases differ") }
        return first
    }

    private static func hidden(_ prompt: String) throws -> String {
        Output.prompt(prompt)
        var seen = termios()
        let isKnown = tcgetattr(STDIN_FILENO, &seen) == 0
        var unseen = seen
        unseen.c_lflag &= ~tcflag_t(ECHO)
        if isKnown { tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) }
        defer {
            if isKnown { tcsetattr(STDIN_FILENO, TCSAFLUSH, &seen) }
            Output.note("")
        }
        guard let line = readLine() else { throw UsageError("There was no passphrase") }
        return line
    }
}
