import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
public import Logging
public import NIOCore
import NIOSSL
public import ServiceLifecycle

/// Where and how the web is served.
public struct WebServerConfiguration: Sendable {
    /// A host's name or address.
    public var host: String
    /// 0 takes one from the kernel.
    public var port: Int
    /// PEM files of the certificate chain and its key; `nil` serves plain HTTP.
    public var tls: (certificatePath: String, keyPath: String)?
    /// How long a TLS connection may stand on which the server says nothing; longer than the pause between two checkpoints of a stream.
    public var maxSilence = Duration.seconds(60)
    /// How long streams may take to end when the server stops.
    public var drain = Duration.seconds(10)
    /// How long the parts of a request may take.
    var delays = RequestDeadlineState.Delays()
    /// Connections that wait to be accepted.
    static let backlogCount = 4096
    /// Bytes of all headers together.
    static let maxHeaderBytes = 32 * 1024

    /// Serves at an address.
    public init(host: String, port: Int, tls: (certificatePath: String, keyPath: String)? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}

/// Why the web cannot be served.
public enum WebServerError: Error, Sendable, Equatable {
    /// A PEM file cannot be read, or holds something else.
    case unreadable(path: String, reason: String)
    /// Another program has the port.
    case addressInUse(host: String, port: Int)
    /// The address is not ours, or the port needs more rights.
    case cannotListen(host: String, port: Int, reason: String)
}

/// The HTTP server. Graceful shutdown ends it once all requests have their answers.
public struct WebServer: Service {
    private let configuration: WebServerConfiguration
    private let serve: @Sendable () async throws -> Void
    private let onStopping: @Sendable () -> Void

    /// Prepares a server.
    /// - Parameters:
    ///   - router: With all routes.
    ///   - group: Whose event loops serve.
    ///   - door: Opens streams of plain HTTP/1.1 without a channel; not used under TLS.
    ///   - handlers: More channel handlers for every connection, and every HTTP/2 stream: they see the parts of requests.
    ///   - onStopping: Called when the server begins to stop.
    ///   - onRunning: Called with the port once connections are accepted.
    /// - Throws: `WebServerError.unreadable`.
    public init(
        router: WebRouter, configuration: WebServerConfiguration, group: any EventLoopGroup, logger: Logger,
        door: StreamDoor? = nil, handlers: @escaping @Sendable () -> [any RemovableChannelHandler] = { [] },
        onStopping: @escaping @Sendable () -> Void = {},
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        self.configuration = configuration
        self.onStopping = onStopping
        let responder = router.buildResponder()
        if let door, configuration.tls == nil {
            let server = PlainServer(
                door: door, responder: PlainServer.responder(responder, logger),
                configuration: WebServer.http1(configuration, handlers),
                group: group, logger: logger)
            serve = {
                let listener = try Listener(
                    host: configuration.host, port: configuration.port, backlog: WebServerConfiguration.backlogCount)
                await onRunning(listener.port)
                try await server.run(listener)
            }
            return
        }
        let application = Application(
            responder: responder,
            server: try WebServer.builder(configuration, handlers),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: WebServerConfiguration.backlogCount),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? configuration.port) },
            eventLoopGroupProvider: .shared(group),
            logger: logger)
        serve = { try await application.run() }
    }

    /// Serves until it is told to stop.
    /// - Throws: `WebServerError` when the address cannot be had.
    public func run() async throws {
        do {
            try await withGracefulShutdownHandler(operation: serve, onGracefulShutdown: onStopping)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw WebServerError.addressInUse(host: configuration.host, port: configuration.port)
        } catch let error as IOError {
            throw WebServerError.cannotListen(host: configuration.host, port: configuration.port, reason: error.description)
        } catch let error as SocketAddressError {
            throw WebServerError.cannotListen(host: configuration.host, port: configuration.port, reason: "\(error)")
        }
    }

    private static func http1(
        _ configuration: WebServerConfiguration, _ handlers: @escaping @Sendable () -> [any RemovableChannelHandler]
    ) -> HTTP1Channel.Configuration {
        let delays = configuration.delays
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestDeadline(delays: delays), AnswerUnreadable()] + handlers(),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: WebServerConfiguration.maxHeaderBytes,
                maxHeaderListSize: WebServerConfiguration.maxHeaderBytes,
                maxHeaderFieldCount: 100))
    }

    private static func builder(
        _ configuration: WebServerConfiguration, _ handlers: @escaping @Sendable () -> [any RemovableChannelHandler]
    ) throws -> HTTPServerBuilder {
        let delays = configuration.delays
        let channel = http1(configuration, handlers)
        guard let tls = configuration.tls else { return .http1(configuration: channel) }
        let chain = try reading(tls.certificatePath) { try NIOSSLCertificate.fromPEMFile(tls.certificatePath) }
        if chain.isEmpty { throw WebServerError.unreadable(path: tls.certificatePath, reason: "it holds no certificate") }
        let key = try reading(tls.keyPath) { try NIOSSLPrivateKey(file: tls.keyPath, format: .pem) }
        var tlsConfiguration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tlsConfiguration.minimumTLSVersion = .tlsv12
        // Checked here once, so that a key that does not fit is told with its path.
        _ = try reading(tls.keyPath) { try NIOSSLContext(configuration: tlsConfiguration) }
        let silence = SilenceDeadline.Delays(
            firstByte: delays.firstHead, answer: configuration.maxSilence, stop: configuration.drain + .seconds(1))
        let secured = tlsConfiguration
        return HTTPServerBuilder { responder in
            TLSChannel(
                try HTTP2UpgradeChannel(
                    tlsConfiguration: secured, configuration: .init(streamConfiguration: channel), responder: responder),
                delays: silence)
        }
    }

    private static func reading<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw WebServerError.unreadable(path: path, reason: "\(error)")
        }
    }
}
