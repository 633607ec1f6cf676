// swift-tools-version: 6.2
// The architecture on one screen: each target, and the arrows between them that the compiler keeps.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "courant",
    products: [.executable(name: "courant", targets: ["courant"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // C libraries' doors.
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCmark", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinux"),

        // Know SQL or frames; know no news.
        .target(name: "Postgres", dependencies: ["CLibpq", .log, .lifecycle], swiftSettings: strict),
        .target(
            name: "EventStreams", dependencies: ["CZlib", .deque, .nioCore, .nioHTTP1, .nioWebSocket], swiftSettings: strict),

        // Values and rules; no I/O.
        .target(name: "Newsroom", swiftSettings: strict),

        // Values ↔ SQL, and how events get out.
        .target(
            name: "NewsroomStore", dependencies: ["Newsroom", "Postgres", .log, .lifecycle, .crypto], swiftSettings: strict),
        .target(
            name: "LiveFeed",
            dependencies: [
                "CLinux", "Newsroom", "EventStreams", .nioCore, .nioHTTP1, .nioHTTPTypes, .deque, .log, .lifecycle, .metrics,
            ],
            swiftSettings: strict),

        // Load, measurement, reports: knows HTTP and event streams from outside; no news, no server of ours.
        .target(
            name: "Bench", dependencies: ["CLinux", .heap, .nioCore, .nioPosix, .nioHTTP1, .nioWebSocket],
            swiftSettings: strict),

        // HTTP, and the executable that builds the graph.
        .target(
            name: "NewsroomWeb",
            dependencies: [
                "CCmark", "CCrypt", "CLinux", "Newsroom", "NewsroomStore", "LiveFeed", "EventStreams",
                .hummingbird, .hummingbirdCore, .http2, .jwt, .nioCore, .nioHTTP1, .nioHTTPTypes, .nioPosix, .nioSSL, .deque,
                .httpTypes,
                .mustache, .crypto, .log, .lifecycle, .metrics,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "courant",
            dependencies: [
                "Bench", "Postgres", "Newsroom", "NewsroomStore", "LiveFeed", "NewsroomWeb", .nioCore, .nioPosix, .arguments,
                .configuration, .log, .lifecycle, .signals, .metrics,
            ],
            swiftSettings: strict),

        // Tests, one folder a target.
        .target(
            name: "TestSupport", dependencies: ["Postgres", .log], path: "Tests/TestSupport",
            swiftSettings: strict),
        .executableTarget(
            name: "WebSocketEcho",
            dependencies: [
                "EventStreams", "LiveFeed", "Newsroom", "NewsroomStore", "NewsroomWeb", "Postgres", .hummingbird, .nioPosix,
                .log, .lifecycle, .signals,
            ],
            path: "Tests/WebSocketEcho", swiftSettings: strict),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestSupport", .log, .lifecycle], swiftSettings: strict),
        .testTarget(
            name: "EventStreamsTests", dependencies: ["CZlib", "EventStreams", .nioCore, .nioWebSocket], swiftSettings: strict),
        .testTarget(name: "NewsroomTests", dependencies: ["Newsroom"], swiftSettings: strict),
        .testTarget(
            name: "NewsroomStoreTests",
            dependencies: ["NewsroomStore", "Newsroom", "Postgres", "TestSupport", .lifecycle, .log],
            swiftSettings: strict),
        .testTarget(
            name: "LiveFeedTests",
            dependencies: [
                "CZlib", "LiveFeed", "EventStreams", "Newsroom", .nioCore, .nioHTTP1, .nioHTTPTypes, .nioHTTPTypesHTTP1,
                .nioPosix, .httpTypes, .log,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NewsroomWebTests",
            dependencies: [
                "NewsroomWeb", "EventStreams", "LiveFeed", "NewsroomStore", "Newsroom", "Postgres", "TestSupport", .hummingbird,
                .hummingbirdCore, .crypto, .nioCore, .nioEmbedded, .nioPosix, .httpTypes, .log, .metrics,
            ],
            swiftSettings: strict),
        .testTarget(name: "BenchTests", dependencies: ["Bench"], swiftSettings: strict),
        .testTarget(
            name: "CourantTests",
            dependencies: ["courant", "LiveFeed", "Newsroom", "NewsroomWeb", "Postgres", "TestSupport", .httpTypes, .log],
            swiftSettings: strict),
    ]
)

// `ops/check` builds only what it tests.
if let wanted = Context.environment["COURANT_TARGETS"]?.split(separator: " ").map(String.init) {
    package.products = []
    package.targets.removeAll { !wanted.contains($0.name) }
}

extension Target.Dependency {
    static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let deque = product(name: "DequeModule", package: "swift-collections")
    static let heap = product(name: "HeapModule", package: "swift-collections")
    static let http2 = product(name: "HummingbirdHTTP2", package: "hummingbird")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let jwt = product(name: "JWTKit", package: "jwt-kit")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let log = product(name: "Logging", package: "swift-log")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTPTypesHTTP1 = product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioWebSocket = product(name: "NIOWebSocket", package: "swift-nio")
    static let signals = product(name: "UnixSignals", package: "swift-service-lifecycle")
}
