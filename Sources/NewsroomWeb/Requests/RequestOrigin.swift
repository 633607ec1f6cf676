import HTTPTypes
import Hummingbird

/// Which page a browser's request comes from, as far as it says. Source: RFC 6454 section 7, RFC 6455 section 10.2.
enum RequestOrigin: Equatable {
    /// No browser, or a request of which browsers do not say it. They always do of WebSockets.
    case unsaid
    case same
    case foreign

    /// Compares `Origin` with the address that was asked for, and with the one that readers use.
    /// - Parameters:
    ///   - isSecure: Whether the request came under TLS. A proxy may have ended it: without, the scheme says nothing here.
    ///   - publicURL: The address that readers use; its scheme is known.
    init(of request: Request, isSecure: Bool, publicURL: String?) {
        let origins = request.headers[values: .origin]
        guard let text = origins.first else {
            self = .unsaid
            return
        }
        guard origins.count == 1, let origin = Site(text) else {
            self = .foreign
            return
        }
        let known = publicURL.flatMap(Site.init)
        if origin == known {
            self = .same
            return
        }
        let host = request.head.authority.map { Site.authority($0, scheme: origin.scheme) }
        let isPlausible = isSecure ? origin.scheme == "https" : origin.authority != known?.authority
        self = origin.authority == host && isPlausible ? .same : .foreign
    }

    /// Scheme, host and port.
    private struct Site: Equatable {
        let scheme: String
        /// The port is left out when it is the scheme's own.
        let authority: String

        init?(_ text: String) {
            let text = text.lowercased()
            guard let scheme = ["https", "http"].first(where: { text.hasPrefix($0 + "://") }) else { return nil }
            let rest = text.dropFirst(scheme.count + 3)
            guard !rest.isEmpty, !rest.contains("/") else { return nil }
            self.scheme = scheme
            self.authority = Site.authority(String(rest), scheme: scheme)
        }

        static func authority(_ text: String, scheme: String) -> String {
            let port = scheme == "https" ? ":443" : ":80"
            let text = text.lowercased()
            return text.hasSuffix(port) ? String(text.dropLast(port.count)) : text
        }
    }
}
