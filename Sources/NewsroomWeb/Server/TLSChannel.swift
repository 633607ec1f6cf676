import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL

/// Hummingbird's TLS connection, HTTP/1.1 or HTTP/2 as negotiated, with an end to silence.
struct TLSChannel: ServerChildChannel {
    private let upgrade: HTTP2UpgradeChannel
    private let delays: SilenceDeadline.Delays

    init(_ upgrade: HTTP2UpgradeChannel, delays: SilenceDeadline.Delays) {
        self.upgrade = upgrade
        self.delays = delays
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP2UpgradeChannel.Value> {
        let ready = upgrade.setup(channel: channel, logger: logger)
        do {
            let pipeline = channel.pipeline.syncOperations
            let tls = try pipeline.handler(type: NIOSSLServerHandler.self)
            try pipeline.addHandler(SilenceDeadline(delays: delays), position: .after(tls))
            return ready
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }

    func handle(value: HTTP2UpgradeChannel.Value, logger: Logger) async {
        await upgrade.handle(value: value, logger: logger)
    }
}
