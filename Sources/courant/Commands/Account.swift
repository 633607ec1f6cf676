import ArgumentParser
import Foundation
import Newsroom
import NewsroomStore
import NewsroomWeb

/// `courant account`.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Make accounts that sign in with a passphrase, list them, and change roles and passphrases.",
        subcommands: [AccountCreate.self, AccountList.self, AccountRole.self, AccountPassphrase.self])

    static func account(_ handle: Slug, in store: NewsroomStore) async throws -> Account {
        guard let account = try await store.account(handle: handle) else {
            throw ExitReason(.failed, "There is no account «\(handle)»")
        }
        return account
    }
}

/// `courant account create`.
struct AccountCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an account. Asks for the passphrase, or reads it from standard input.",
        usage: "courant account create --handle <handle> --name <name> [--role <role>] [--author <slug>] [<settings>]",
        discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Option(help: "What it signs in with: lower-case letters, digits and hyphens.")
    var handle: String
    @Option(help: "As others see it. Writers without --author write under this name.")
    var name: String
    @Option(help: "reader, writer, editor, moderator or admin.")
    var role = "reader"
    @Option(help: "The slug of the author in whose name it writes.")
    var author: String?
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let now = Date()
        let role = try CommandLineText.role(role)
        let handle = try CommandLineText.slug(handle, "--handle")
        let author =
            try author.map { try CommandLineText.slug($0, "--author") } ?? (role.writesArticles ? Slug(phrase: name) : nil)
        let account = try CommandLineText.checked {
            try Account(
                id: Identifier(at: now), identity: .local(handle: handle), name: name, role: role, author: author, at: now)
        }
        let passphrase = try CommandLineText.checked { try Passphrase(new: try PassphrasePrompt.ask()) }
        let hash = try await PassphraseHasher().hash(passphrase)
        do {
            try await withStore(options) { try await $0.create(account, passphraseHash: hash) }
        } catch StoreError.handleTaken {
            throw ExitReason(.failed, "There is an account «\(handle)» already")
        }
        Output.note("Account \(account.id): «\(handle)» (\(role.rawValue)).")
    }
}

/// `courant account list`.
struct AccountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the accounts that sign in with a passphrase.",
        usage: "courant account list [--json] [<settings>]", discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Flag(help: "One JSON object a line.")
    var json = false
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let accounts = try await withStore(options) { try await $0.accounts() }
        for account in accounts {
            if json { try Output.line(json: AccountList.fields(account)) } else { Output.line(AccountList.line(account)) }
        }
        if accounts.isEmpty { Output.note("There are no accounts with a passphrase.") }
    }

    private static func line(_ account: Account) -> String {
        let role = account.role.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
        let until = account.standing.until.map { " until \(Timestamp.text(of: $0))" } ?? ""
        return
            "\(account.id)  \(role)  \(account.identity.handle?.text ?? "-")  \(account.standing.word)\(until)  \(account.name)"
    }

    private static func fields(_ account: Account) -> [String: String?] {
        [
            "id": account.id.description, "handle": account.identity.handle?.text, "name": account.name,
            "role": account.role.rawValue, "author": account.author?.text, "standing": account.standing.word,
            "until": account.standing.until.map(Timestamp.text), "created_at": Timestamp.text(of: account.createdAt),
        ]
    }
}

/// `courant account role`.
struct AccountRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Give an account another role. What is open in its name ends, and comes back.",
        usage: "courant account role <handle> --role <role> [--author <slug>] [<settings>]",
        discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Argument(help: "The account's handle.")
    var handle: String
    @Option(help: "reader, writer, editor, moderator or admin.")
    var role: String
    @Option(help: "The slug of the author in whose name it writes.")
    var author: String?
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let role = try CommandLineText.role(role)
        let handle = try CommandLineText.slug(handle, "The handle")
        let author = try author.map { try CommandLineText.slug($0, "--author") }
        try await withStore(options) { store in
            let found = try await AccountCommand.account(handle, in: store)
            let writesAs = role.writesArticles ? author ?? found.author ?? Slug(phrase: found.name) : nil
            try await store.assign(role, author: writesAs, to: found.id, at: Date())
        }
        Output.note("Account «\(handle)» is \(role.rawValue).")
    }
}

/// `courant account passphrase`.
struct AccountPassphrase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract:
            "Give an account another passphrase, and sign it out everywhere. Asks for it, or reads it from standard input.",
        usage: "courant account passphrase <handle> [<settings>]", discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Argument(help: "The account's handle.")
    var handle: String
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let handle = try CommandLineText.slug(handle, "The handle")
        let passphrase = try CommandLineText.checked { try Passphrase(new: try PassphrasePrompt.ask()) }
        let hash = try await PassphraseHasher().hash(passphrase)
        try await withStore(options) { store in
            let account = try await AccountCommand.account(handle, in: store)
            _ = try await store.setPassphrase(of: account.id, hash: hash, at: Date())
        }
        Output.note("Account «\(handle)» has another passphrase, and is signed out everywhere.")
    }
}
