import ArgumentParser
import Foundation
import Newsroom
import NewsroomStore

/// `courant token`.
struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke tokens for the API.",
        subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self])
}

/// `courant token create`.
struct TokenCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token, and print it once.",
        usage: "courant token create --role <role> --name <name> [--author <slug>] [--expires <when>] [<settings>]",
        discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Option(help: "reader, writer, editor, moderator or admin.")
    var role: String
    @Option(help: "What it is for: «wire desk». Writers without --author write under this name.")
    var name: String
    @Option(help: "The slug of the author in whose name it writes.")
    var author: String?
    @Option(help: "When it ends: 30d, 12h, or 2027-01-01T00:00:00Z. Never, when not given.")
    var expires: String?
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let now = Date()
        let role = try CommandLineText.role(role)
        let name = try CommandLineText.checked {
            var checker = FieldChecker()
            return try checker.finish(giving: checker.line("--name", self.name, Limits.nameCharacters))
        }
        let author = try author.map { try CommandLineText.slug($0, "--author") }
        let expiresAt = try expires.map { try TokenCreate.time($0, after: now) }
        let made = try await withStore(options) { store in
            try await store.createToken(name: name, role: role, author: author, expiresAt: expiresAt, at: now)
        }
        Output.line(made.secret)
        let end = made.token.expiresAt.map { "until \(Timestamp.text(of: $0))" } ?? "until it is revoked"
        Output.note("Token \(made.token.id) for «\(name)» (\(role.rawValue)), good \(end). It is not shown again.")
    }

    private static func time(_ text: String, after now: Date) throws -> Date {
        if let duration = SettingsReader.duration(text) {
            return now.addingTimeInterval(TimeInterval(duration.components.seconds))
        }
        guard let time = Timestamp.date(from: text), time > now else {
            throw UsageError("--expires takes a duration (30d) or a time to come (2027-01-01T00:00:00Z), not «\(text)»")
        }
        return time
    }
}

/// `courant token list`.
struct TokenList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all tokens; never their secrets.",
        usage: "courant token list [--json] [<settings>]",
        discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Flag(help: "One JSON object a line.")
    var json = false
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let tokens = try await withStore(options) { try await $0.tokens() }
        for token in tokens {
            if json { try Output.line(json: TokenList.fields(token)) } else { Output.line(TokenList.line(token)) }
        }
        if tokens.isEmpty { Output.note("There are no tokens.") }
    }

    private static func line(_ token: AccessToken) -> String {
        let state =
            token.revokedAt.map { "\($0 == token.expiresAt ? "expired" : "revoked") \(Timestamp.text(of: $0))" }
            ?? token.expiresAt.map { "expires \(Timestamp.text(of: $0))" } ?? "valid"
        let role = token.role.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
        return "\(token.id)  \(role)  \(state)  \(token.author?.text ?? "-")  \(token.name)"
    }

    private static func fields(_ token: AccessToken) -> [String: String?] {
        [
            "id": token.id.description, "name": token.name, "role": token.role.rawValue, "author": token.author?.text,
            "created_at": Timestamp.text(of: token.createdAt), "expires_at": token.expiresAt.map(Timestamp.text),
            "revoked_at": token.revokedAt.map(Timestamp.text),
        ]
    }
}

/// `courant token revoke`.
struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Refuse a token from now on.", usage: "courant token revoke <id> [<settings>]",
        discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Argument(help: "The token's id, as «courant token list» shows it.")
    var id: String
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        guard let id = Identifier<AccessToken>(id) else {
            throw UsageError("«\(id)» is no token's id: «courant token list» shows them")
        }
        let isRevoked = try await withStore(options) { try await $0.revokeToken(id, at: Date()) }
        if !isRevoked { throw ExitReason(.failed, "There is no token \(id) that is still good") }
        Output.note("Token \(id) is revoked.")
    }
}
