public import Foundation
public import NewsroomStore

/// What the web needs from the rest of the process.
public struct WebServices: Sendable {
    /// The newsroom.
    public var store: NewsroomStore
    /// Called after each commit of this node, so that the pump looks at once.
    public var onCommit: @Sendable () -> Void
    /// What has to be well before this node takes traffic.
    public var readiness: @Sendable () async -> [ReadinessCheck]
    /// What `/metrics` prints.
    public var metrics: PrometheusRegistry
    /// What operators can set.
    public var settings: WebSettings
    /// Hashes passphrases.
    public var passphrases: PassphraseHasher
    /// Counts what may not be done too often.
    public var rates: RateKeeper
    /// Who else vouches for readers; `nil`: nobody.
    public var singleSignOn: SingleSignOn?
    /// The clock.
    public var now: @Sendable () -> Date

    /// Joins the parts.
    public init(
        store: NewsroomStore, onCommit: @escaping @Sendable () -> Void,
        readiness: @escaping @Sendable () async -> [ReadinessCheck],
        metrics: PrometheusRegistry, settings: WebSettings = WebSettings(), passphrases: PassphraseHasher = PassphraseHasher(),
        rates: RateKeeper = RateKeeper(), singleSignOn: SingleSignOn? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.onCommit = onCommit
        self.readiness = readiness
        self.metrics = metrics
        self.settings = settings
        self.passphrases = passphrases
        self.rates = rates
        self.singleSignOn = singleSignOn
        self.now = now
    }

    /// How browsers hold sessions.
    public var cookie: SessionCookie { SessionCookie(isSecure: settings.isSecure) }

    /// Whether a request comes from a page of ours.
    var sameOrigin: SameOrigin { SameOrigin(publicURL: settings.publicURL, servesTLS: settings.servesTLS) }
}

/// What operators can set about the web.
public struct WebSettings: Sendable {
    /// Origins of other sites whose scripts may use the API: `https://example.org`, no path. Empty: none. `*`: all, without cookies.
    public var corsOrigins: [String]
    /// Lets a scraper in from elsewhere than loopback.
    public var metricsToken: String?
    /// The address that readers use, without a slash at its end: `https://news.example.org`.
    public var publicURL: String?
    /// Whether this node itself serves https.
    public var servesTLS: Bool
    /// Whose `X-Forwarded-For` is believed.
    public var trustedProxies: TrustedProxies

    /// Sets what is not to be the default.
    public init(
        corsOrigins: [String] = [], metricsToken: String? = nil, publicURL: String? = nil, servesTLS: Bool = false,
        trustedProxies: TrustedProxies = TrustedProxies()
    ) {
        self.corsOrigins = corsOrigins
        self.metricsToken = metricsToken
        self.publicURL = publicURL
        self.servesTLS = servesTLS
        self.trustedProxies = trustedProxies
    }

    /// Whether readers use https, here or at a proxy.
    var isSecure: Bool { servesTLS || publicURL?.hasPrefix("https://") == true }
}

/// One thing that has to be well before a node takes traffic.
public struct ReadinessCheck: Sendable, Hashable {
    /// For example `database`.
    public let name: String
    /// Why it is not well; `nil` when it is.
    public let trouble: String?

    /// Describes a check.
    public init(_ name: String, trouble: String? = nil) {
        self.name = name
        self.trouble = trouble
    }
}
