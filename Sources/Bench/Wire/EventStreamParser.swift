/// What a reader has been sent, as far as it is measured.
package struct StreamFrame: Equatable {
    /// What it is for.
    package enum Kind: Equatable {
        case opened(isReset: Bool)
        case closing(CloseReason)
        case checkpoint
        case event
    }

    /// Why Courant ends a stream, by the first letter of its reason.
    package enum CloseReason: UInt8, CaseIterable {
        case overloaded = 0x6f
        case draining = 0x64
        case unauthorized = 0x75
        case lagging = 0x6c
        case unknown = 0
    }

    package var kind = Kind.event
    /// Of its marker, when it carries one.
    package var number: Int?
    /// What it says about coming back, in milliseconds.
    package var retry: Int?
}

/// Takes an event stream apart as it arrives. Keeps the last event id, as a browser does. Decides; reads no socket.
///
/// Source: WHATWG HTML section 9.2.
package struct EventStreamParser {
    /// What a client sends when it comes back: that of the last frame that was complete.
    package private(set) var lastEventID = EventID()

    private var lines = ByteLines()
    private var frame = StreamFrame()
    private var id = EventID()
    private var hasData = false

    package init() {}

    /// A stream that begins anew; the last event id stays.
    package mutating func reconnect() {
        let id = lastEventID
        self = EventStreamParser()
        lastEventID = id
        self.id = id
    }

    /// Goes on from a place that was told otherwise.
    mutating func goOn(from cursor: UnsafeRawBufferPointer) {
        lastEventID.set(cursor)
        id = lastEventID
    }

    /// A line is longer than anything that is measured here.
    package var isBroken: Bool { lines.isOverlong }

    /// Takes the next frame.
    /// - Parameter bytes: What has arrived; what was taken is cut off its front.
    /// - Returns: `nil` when more has to arrive first.
    package mutating func next(_ bytes: inout UnsafeRawBufferPointer) -> StreamFrame? {
        var (frame, id, hasData) = (frame, id, hasData)
        defer { (self.frame, self.id, self.hasData) = (frame, id, hasData) }
        while true {
            let isEnd = lines.next(&bytes) { line in
                EventStreamParser.read(line, into: &frame, &id, &hasData)
                return line.isEmpty
            }
            guard let isEnd else { return nil }
            guard isEnd else { continue }
            lastEventID = id
            let (complete, isFrame) = (frame, hasData)
            (frame, hasData) = (StreamFrame(), false)
            if isFrame { return complete }
        }
    }

    private static func read(
        _ line: UnsafeRawBufferPointer, into frame: inout StreamFrame, _ id: inout EventID, _ hasData: inout Bool
    ) {
        if line.begins(with: "data:") {
            hasData = true
            switch frame.kind {
            case .event: if frame.number == nil { frame.number = Marker.number(in: line) }
            case .opened: frame.kind = .opened(isReset: line.contains(#""verdict":"reset""#))
            case .closing:
                let reason = line.firstEnd(of: #""reason":""#).map { $0 < line.count ? line[$0] : 0 } ?? 0
                frame.kind = .closing(StreamFrame.CloseReason(rawValue: reason) ?? .unknown)
            case .checkpoint: break
            }
        } else if line.begins(with: "id:") {
            id.set(line.value(after: 3))
        } else if line.begins(with: "event:") {
            let type = line.value(after: 6)
            if type.equals("stream.opened") {
                frame.kind = .opened(isReset: false)
            } else if type.equals("stream.checkpoint") {
                frame.kind = .checkpoint
            } else if type.equals("stream.closing") {
                frame.kind = .closing(.unknown)
            }
        } else if line.begins(with: "retry:") {
            frame.retry = DecimalDigits.number(line.value(after: 6))
        }
    }
}

extension UnsafeRawBufferPointer {
    /// What stands behind a field's colon, without the one space.
    fileprivate func value(after count: Int) -> UnsafeRawBufferPointer {
        let value = self[count...]
        return UnsafeRawBufferPointer(rebasing: value.first == UInt8(ascii: " ") ? value.dropFirst() : value)
    }
}
