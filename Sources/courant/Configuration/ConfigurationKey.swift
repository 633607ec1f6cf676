/// One thing that operators can set. `--help`, the check for unknown keys and the README's table come from `ConfigurationKey.all`.
struct ConfigurationKey: Sendable, Hashable {
    /// How its text is read.
    enum Kind: Sendable, Hashable {
        case text
        case number(ClosedRange<Int>)
        /// A number with `ms`, `s`, `m`, `h` or `d` behind it; seconds without.
        case duration
        /// A number with `KiB`, `MiB` or `GiB` behind it; bytes without.
        case bytes
        /// Texts with commas between.
        case list
    }

    /// Which commands know it.
    enum Scope: Sendable, Hashable {
        case everyCommand, serve
    }

    /// In a file, and in messages: `stream_checkpoint`.
    let name: String
    /// In the environment.
    let variable: String
    let kind: Kind
    /// `nil`: there is none, see `doc`.
    let defaultText: String?
    /// One line for people.
    let doc: String
    let isSecret: Bool
    let scope: Scope

    init(
        _ name: String, variable: String? = nil, _ kind: Kind, default defaultText: String? = nil, _ doc: String,
        isSecret: Bool = false, scope: Scope = .serve
    ) {
        self.name = name
        self.variable = variable ?? "COURANT_" + name.uppercased()
        self.kind = kind
        self.defaultText = defaultText
        self.doc = doc
        self.isSecret = isSecret
        self.scope = scope
    }

    /// On the command line.
    var flag: String { "--" + name.replacing("_", with: "-") }
}

extension ConfigurationKey {
    static let databaseURL = ConfigurationKey(
        "database_url", variable: "DATABASE_URL", .text,
        "The database, as libpq reads it: postgresql://user@host:5432/courant. Required.", isSecret: true, scope: .everyCommand)
    static let sqlDirectory = ConfigurationKey(
        "sql_directory", .text, "The folder «sql». Found beside the program or the working directory when not given.",
        scope: .everyCommand)
    static let logLevel = ConfigurationKey(
        "log_level", .text, default: "info", "trace, debug, info, notice, warning, error or critical.", scope: .everyCommand)
    static let host = ConfigurationKey(
        "host", variable: "HOST", .text, default: "127.0.0.1", "The address to listen on; 0.0.0.0 for all.")
    static let port = ConfigurationKey(
        "port", variable: "PORT", .number(0...65_535), default: "8080",
        "The port to listen on; 0 takes a free one and prints it.")
    static let tlsCertificate = ConfigurationKey(
        "tls_certificate", .text, "A PEM file with the certificate chain: serves HTTPS.")
    static let tlsKey = ConfigurationKey("tls_key", .text, "A PEM file with the certificate's private key.")
    static let templatesDirectory = ConfigurationKey(
        "templates_directory", .text,
        "The folder «templates». Found beside the program or the working directory when not given.")
    static let publicURL = ConfigurationKey("public_url", .text, "The address that readers use: https://news.example.org.")
    static let corsOrigins = ConfigurationKey(
        "cors_origins", .list, default: "",
        "Origins of other sites whose scripts may use the API, with commas between; * for all.")
    static let metricsToken = ConfigurationKey(
        "metrics_token", .text, "Demanded as «Authorization: Bearer» by /metrics. Without it, /metrics is for loopback.",
        isSecret: true)
    static let trustedProxies = ConfigurationKey(
        "trusted_proxies", .list, default: "",
        "Addresses, or ranges as in 10.0.0.0/8, whose X-Forwarded-For says where clients are, with commas between.")
    static let ssoIssuer = ConfigurationKey(
        "sso_issuer", .text, "Who vouches for readers by a JWT: its «iss», as https://www.example.org. Needs the next two.")
    static let ssoAudience = ConfigurationKey("sso_audience", .text, "What such a JWT has among its «aud».")
    static let ssoKeyFile = ConfigurationKey(
        "sso_key_file", .text, "A JWK set with the issuer's keys: HS256, ES256 or EdDSA, each with «kid» and «alg».")
    static let databasePoolSize = ConfigurationKey(
        "database_pool_size", .number(1...1000), default: "8", "Connections to the database.")
    static let maxStreams = ConfigurationKey(
        "max_streams", .number(1...10_000_000), default: "18000",
        "Open streams on this node; fewer when the limit of open files is lower.")
    static let maxStreamsPerAddress = ConfigurationKey(
        "max_streams_per_address", .number(1...10_000_000), default: "1000", "Open streams of one peer's address.")
    static let maxStreamOpenings = ConfigurationKey(
        "max_stream_openings", .number(1...10_000_000), default: "10000",
        "Streams that may be opened in a second, on average; twice as many at once. More are told to come back.")
    static let streamCheckpoint = ConfigurationKey(
        "stream_checkpoint", .duration, default: "15s",
        "How often a stream tells its position when nothing else happens.")
    static let streamBroadcaster = ConfigurationKey(
        "stream_broadcaster", .text, default: "sockets",
        "Who writes to readers over plain HTTP/1.1: sockets (threads of their own, least memory) or channels (as under TLS).")
    static let streamThreads = ConfigurationKey(
        "stream_threads", .number(1...1024), "Threads that write to readers' sockets. One for each core when not given.")
    static let streamCompression = ConfigurationKey(
        "stream_compression", .text, default: "gzip",
        "gzip compresses public streams, each event once, for clients that take it; off compresses nothing.")
    static let drain = ConfigurationKey(
        "drain", .duration, default: "10s", "How long streams are closed one after the other on SIGTERM.")
    static let ringBytes = ConfigurationKey(
        "ring_bytes", .bytes, default: "64MiB",
        "Memory for the newest events, from which readers resume; gzip takes half as much again.")
    static let ringEvents = ConfigurationKey(
        "ring_events", .number(16...16_777_216), default: "65536", "Events kept in that memory at most.")
    static let eventRetention = ConfigurationKey(
        "event_retention", .duration, default: "7d", "How long the log keeps events; older cursors get a reset.")
    static let eventLoopThreads = ConfigurationKey(
        "event_loop_threads", .number(1...1024), "Threads that move bytes. One for each core when not given.")

    /// Every key, in the order in which `--help` shows them.
    static let all = [
        databaseURL, host, port, publicURL, tlsCertificate, tlsKey, sqlDirectory, templatesDirectory, databasePoolSize,
        maxStreams,
        maxStreamsPerAddress, maxStreamOpenings, streamCheckpoint, streamBroadcaster, streamThreads, streamCompression, drain,
        ringBytes,
        ringEvents, eventRetention, corsOrigins, trustedProxies, ssoIssuer, ssoAudience, ssoKeyFile, metricsToken,
        logLevel,
        eventLoopThreads,
    ]

    /// Where a configuration file is named in the environment; on the command line it is `--config`.
    static let fileVariable = "COURANT_CONFIG"
    /// Variables of the scripts in `ops` and of tests, which the program may find in its environment and has no use for.
    static let foreignVariables = ["COURANT_STATE", "COURANT_TEST_DATABASE_URL"]

    /// The part of `--help` that lists keys.
    static func help(for scopes: Set<Scope>) -> String {
        let keys = all.filter { scopes.contains($0.scope) }
        let lines = keys.map { key in
            let value = key.defaultText.map { $0.isEmpty ? "none" : $0 }.map { " [default: \($0)]" } ?? ""
            return "  \(key.flag) <\(key.valueName)>  (\(key.variable), file: \(key.name))\(value)\n      \(key.doc)"
        }
        return """
            Settings are looked for on the command line, then in the environment, then in a JSON file \
            (--config FILE, or \(fileVariable)), whose keys are the names given as «file». What is unknown is an error.

            SETTINGS:
            \(lines.joined(separator: "\n"))

            EXIT STATUS: 0 done; 1 failed; 64 not understood; 69 database out of reach; 78 wrongly configured.
            """
    }

    private var valueName: String {
        switch kind {
        case .text: "text"
        case .number: "number"
        case .duration: "duration"
        case .bytes: "bytes"
        case .list: "list"
        }
    }
}
