import Foundation
import LiveFeed
import Logging
import NewsroomWeb
import Postgres

/// Everything that operators can set, read once.
struct Settings: Sendable {
    var database: PostgresConfiguration
    var sqlDirectory: String
    var logLevel: Logger.Level
    var host: String
    var port: Int
    var tls: (certificatePath: String, keyPath: String)?
    var web: WebSettings
    /// `nil`: nobody vouches for readers.
    var singleSignOn: (issuer: String, audience: String, keyPath: String)?
    var databasePoolSize: Int
    var maxStreamCount: Int
    var maxStreamCountPerAddress: Int
    var maxStreamOpeningCount: Int
    var streamCheckpoint: Duration
    var streamBroadcaster: FeedConfiguration.Broadcaster
    var streamCompression: FeedConfiguration.Compression
    /// `nil`: one for each core.
    var streamThreadCount: Int?
    var drain: Duration
    var ringBytes: Int
    var ringEventCount: Int
    var eventRetention: Duration
    /// `nil`: one for each core.
    var eventLoopThreadCount: Int?
    private var templatesDirectoryText: String?

    /// Reads every key.
    /// - Throws: `ConfigurationError`, the first in the order of `ConfigurationKey.all`.
    init(_ sources: ConfigurationSources) throws(ConfigurationError) {
        let values = SettingsReader(sources)
        guard let url = sources.find(.databaseURL) else {
            throw ConfigurationError(
                "DATABASE_URL is not set: give the database as in DATABASE_URL=postgresql:///courant, or with --database-url")
        }
        database = PostgresConfiguration(connectionString: url.text)
        do {
            try database.validate()
        } catch {
            let reason = (error as? PostgresError)?.message ?? "\(error)"
            throw ConfigurationError(
                "\(url.place) is no database address: \(reason). Write it as postgresql://user@host:5432/courant")
        }
        sqlDirectory = try SettingsReader.directory("sql", values.text(.sqlDirectory), .sqlDirectory)
        templatesDirectoryText = values.text(.templatesDirectory)
        logLevel = try values.value(.logLevel, "a log level: \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        {
            Logger.Level(rawValue: $0.lowercased())
        }
        host = values.text(.host) ?? ""
        port = try values.number(.port)
        databasePoolSize = try values.number(.databasePoolSize)
        maxStreamCount = try values.number(.maxStreams)
        maxStreamCountPerAddress = try values.number(.maxStreamsPerAddress)
        maxStreamOpeningCount = try values.number(.maxStreamOpenings)
        streamCheckpoint = try values.duration(.streamCheckpoint)
        streamBroadcaster = try values.value(.streamBroadcaster, "sockets or channels", FeedConfiguration.Broadcaster.init)
        streamCompression = try values.value(.streamCompression, "gzip or off", FeedConfiguration.Compression.init)
        streamThreadCount = sources.find(.streamThreads) == nil ? nil : try values.number(.streamThreads)
        drain = try values.duration(.drain)
        ringBytes = try values.bytes(.ringBytes)
        ringEventCount = try values.number(.ringEvents)
        eventRetention = try values.duration(.eventRetention)
        eventLoopThreadCount = sources.find(.eventLoopThreads) == nil ? nil : try values.number(.eventLoopThreads)
        tls = try Settings.tls(certificate: sources.find(.tlsCertificate), key: sources.find(.tlsKey))
        web = WebSettings(
            corsOrigins: try values.origins(.corsOrigins), metricsToken: values.text(.metricsToken),
            publicURL: try values.url(.publicURL), servesTLS: tls != nil,
            trustedProxies: try values.proxies(.trustedProxies))
        singleSignOn = try Settings.singleSignOn(sources)
    }

    /// The folder with the pages.
    /// - Throws: `ConfigurationError` when there is none; only `serve` asks.
    func templatesDirectory() throws(ConfigurationError) -> String {
        try SettingsReader.directory("templates", templatesDirectoryText, .templatesDirectory)
    }

    private static func singleSignOn(
        _ sources: ConfigurationSources
    ) throws(ConfigurationError) -> (issuer: String, audience: String, keyPath: String)? {
        let keys: [ConfigurationKey] = [.ssoIssuer, .ssoAudience, .ssoKeyFile]
        let texts = keys.map { sources.find($0)?.text }
        if let issuer = texts[0], let audience = texts[1], let keyPath = texts[2] { return (issuer, audience, keyPath) }
        guard let given = keys.lazy.compactMap({ sources.find($0)?.place }).first else { return nil }
        let missing = zip(keys, texts).filter { $0.1 == nil }.map(\.0.variable).joined(separator: " and ")
        throw ConfigurationError("\(given) needs \(missing) as well")
    }

    private static func tls(
        certificate: ConfigurationSources.Found?, key: ConfigurationSources.Found?
    ) throws(ConfigurationError) -> (certificatePath: String, keyPath: String)? {
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return (certificate.text, key.text)
        case (let certificate?, nil):
            throw ConfigurationError("\(certificate.place) needs \(ConfigurationKey.tlsKey.variable) as well")
        case (nil, let key?): throw ConfigurationError("\(key.place) needs \(ConfigurationKey.tlsCertificate.variable) as well")
        }
    }
}
