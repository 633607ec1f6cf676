import ArgumentParser
import Foundation

/// The program.
@main
struct Courant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "courant",
        abstract: "A live news feed service.",
        discussion: "«courant help serve» lists every setting, its default and its unit.",
        version: Courant.version,
        subcommands: [Serve.self, Migrate.self, Token.self, AccountCommand.self, Import.self, BenchCommand.self])

    static let version = "0.1.0"

    static func main() async {
        let command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(withError: error)
        }
        do {
            var command = command
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as CleanExit {
            exit(withError: error)
        } catch let error where exitCode(for: error) == .success {
            exit(withError: error)
        } catch {
            ExitReason(error).exit()
        }
    }
}

/// Settings that stand on the command line of a command; `ConfigurationKey` knows them.
struct SettingsOptions: ParsableArguments {
    @Argument(parsing: .allUnrecognized, help: .hidden)
    var arguments: [String] = []

    /// Reads all settings.
    /// - Parameter scopes: Whose flags the command knows.
    func settings(_ scopes: Set<ConfigurationKey.Scope> = [.everyCommand]) async throws -> Settings {
        let environment = ProcessInfo.processInfo.environment
        return try Settings(try await ConfigurationSources(arguments: arguments, environment: environment, scopes: scopes))
    }
}
