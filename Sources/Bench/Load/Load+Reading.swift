import Glibc

extension Load {
    /// Reads once what a socket has.
    func read(_ index: Int) {
        if readers[index].isSlow, readers[index].phase == .open {
            // It waits for nothing but the connection's end, which stands behind what it does not read unless that broke.
            return drop(index, with: .reset)
        }
        let count = recv(readers[index].socket, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            return ended(index)
        }
        tally.bytes += count
        let now = MonotonicTime.now
        var bytes = UnsafeRawBufferPointer(start: buffer.baseAddress, count: count)
        let generation = readers[index].generation
        while readers[index].generation == generation, let part = readers[index].response.next(&bytes) {
            switch part {
            case .head(let status): head(status, of: index)
            case .body(let body): take(body, for: index, at: now)
            case .end: responseEnded(index)
            case .invalid:
                tally.unreadable += 1
                lost(index)
            }
        }
    }

    private func ended(_ index: Int) {
        tally.ended += 1
        lost(index)
    }

    private func head(_ status: Int, of index: Int) {
        guard status == (target.form == .webSocket ? 101 : 200) else {
            tally.unreadable += 1
            return lost(index)
        }
        if target.form == .anyEventStream || target.form == .webSocket { opened(index) }
    }

    private func opened(_ index: Int) {
        guard readers[index].phase == .asking else { return }
        readers[index].phase = .open
        connecting -= 1
        tally.open += 1
        tally.opened += 1
        if readers[index].isSlow { poller.change(readers[index].socket, key: key(index), reading: false) }
    }

    private func take(_ body: UnsafeRawBufferPointer, for index: Int, at now: Int) {
        switch target.form {
        case .courant, .anyEventStream:
            var body = body
            let generation = readers[index].generation
            while readers[index].generation == generation, let frame = readers[index].stream.next(&body) {
                told(frame, index, at: now)
            }
            if readers[index].stream.isBroken {
                tally.unreadable += 1
                lost(index)
            }
        case .longPoll, .webSocket:
            readers[index].message += body
            if target.form == .webSocket { takeMessages(index, at: now) }
        }
    }

    private func told(_ frame: StreamFrame, _ index: Int, at now: Int) {
        if let retry = frame.retry { readers[index].retry = retry }
        switch frame.kind {
        case .event:
            if let number = frame.number { told(number, index, at: now, id: readers[index].stream.lastEventID.position) }
        case .checkpoint: break
        case .opened(let isReset):
            if isReset { tally.resets += 1 }
            opened(index)
            // Reserved for closings: a connection that breaks is made anew sooner.
            readers[index].retry = nil
        case .closing(let reason):
            switch reason {
            case .overloaded: tally.overloaded += 1
            case .draining: tally.drained += 1
            case .lagging: tally.lagging += 1
            case .unauthorized, .unknown: tally.unreadable += 1
            }
            lost(index)
        }
    }

    /// Counts an event.
    private func told(_ number: Int, _ index: Int, at now: Int, id position: Int?) {
        switch readers[index].exactness.note(number) {
        case .next: break
        case .gap(let count): tally.gaps += count
        case .late:
            tally.gaps -= 1
            tally.late += 1
        case .repeated:
            tally.repeated += 1
            return
        case .foreign:
            tally.foreign += 1
            return
        }
        tally.deliveries += 1
        if target.form == .courant {
            let position = position ?? 0
            if position <= readers[index].position { tally.fallingIDs += 1 }
            readers[index].position = position
        }
        // The bare server's messages have no id but their number.
        if target.form == .webSocket { Array("\(number)".utf8).withUnsafeBytes { readers[index].stream.goOn(from: $0) } }
        if number >= knownTimes.count || knownTimes[number] == 0 { knownTimes = times.all() }
        let published = number < knownTimes.count ? knownTimes[number] : 0
        if published == 0 || published > now { tally.early += 1 }
        latency.note(published == 0 ? 0 : now - published)
    }

    // MARK: Forms other than event streams

    /// A response of `/v1/events` is complete: counts its events, and asks for the next.
    private func responseEnded(_ index: Int) {
        guard target.form == .longPoll else { return ended(index) }
        let message = readers[index].message
        readers[index].message = []
        opened(index)
        let now = MonotonicTime.now
        message.withUnsafeBytes { bytes in
            var rest = bytes
            while let number = Marker.take(from: &rest) { told(number, index, at: now, id: nil) }
            if let start = bytes.lastEnd(of: #""cursor":""#) {
                readers[index].stream.goOn(
                    from: UnsafeRawBufferPointer(rebasing: bytes[start...].prefix { $0 != UInt8(ascii: "\"") }))
            }
        }
        ask(index)
    }

    /// Counts the text frames that are complete. Source: RFC 6455 section 5.2; servers do not mask.
    private func takeMessages(_ index: Int, at now: Int) {
        let message = readers[index].message
        let taken = message.withUnsafeBytes { bytes in
            var start = 0
            while let frame = WebSocketMessage(bytes, from: start) {
                if frame.isPing { pong(index) }
                if let number = Marker.number(in: frame.payload) { told(number, index, at: now, id: nil) }
                start = frame.end
            }
            return start
        }
        if taken == readers[index].message.count {
            readers[index].message = []
        } else if taken > 0 {
            readers[index].message.removeFirst(taken)
        }
    }

    private func pong(_ index: Int) {
        let sent = send(readers[index].socket, WebSocketMessage.pong, WebSocketMessage.pong.count, Int32(MSG_NOSIGNAL))
        tally.bytesSent += max(0, sent)
    }
}
