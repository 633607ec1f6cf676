import EventStreams
import Newsroom
import NIOCore

/// What readers who fell behind at the same place are sent next: at most as many bytes as a socket takes at once.
struct OwedPiece {
    /// Who is sent the same. Good until the ring grows.
    struct Key: Hashable {
        let wish: Subscriptions.Wish
        let after: Position
    }

    var run: FrameRun
    /// Up to where its reader has been told everything once it has the piece.
    var through: Position
}

/// How the shard writes.
extension SocketShard {
    /// Rounds of a catch-up before other readers get a turn.
    private static let maxRounds = 16
    /// Pieces kept for the next reader who fell behind at the same place.
    private static let maxPieces = 64

    /// Tells the next events to the readers of their topics: one write for each, however many events.
    func publish(_ entries: [FeedEntry], head: Cursor) {
        self.head = head
        for batch in entries.batches(bytes: configuration.maxUnsentBytes) {
            // The ring grows with each batch: who catches up from it between two of them must not be told the second twice.
            for entry in batch { ring.append(entry) }
            pieces.removeAll(keepingCapacity: true)
            let batch = Array(batch)
            var written: [ContentCoding: (entries: [Int], run: FrameRun)] = [:]
            for delivery in subscriptions.deliveries(of: batch.lazy.map(\.topics)) {
                let coding = subscriptions.wish(of: delivery.subscription).coding
                let last = written[coding].flatMap { $0.entries == delivery.entries ? $0.run : nil }
                let run = last ?? FrameRun(delivery.entries.map { batch[$0] }, coding)
                written[coding] = (delivery.entries, run)
                send(run, to: subscriptions.members(of: delivery.subscription))
            }
            if let last = batch.last, last.endsStreams { endStreams(last) }
        }
    }

    /// Ends the streams whose readers' rights have changed, after they were told so.
    private func endStreams(_ entry: FeedEntry) {
        for delivery in subscriptions.deliveries(of: CollectionOfOne(entry.endedTopics)) {
            for slot in subscriptions.members(of: delivery.subscription) { close(slot, .unauthorized) }
        }
    }

    /// The pass: the same bytes to every reader of a subscription who has been told everything before.
    private func send(_ run: FrameRun, to members: ContiguousArray<Int32>) {
        let last = run.entries[run.entries.count - 1].position
        let step = run.step
        var complete = 0
        var partial: [(slot: Int32, taken: Int)] = []
        var broken: [Int32] = []
        var late: [Int32] = []
        run.bytes.withUnsafeReadableBytes { bytes in
            readers.withUnsafeMutableBufferPointer { readers in
                for slot in members {
                    switch readers[Int(slot)].state.offered(through: last) {
                    case .take: break
                    case .wait: continue
                    case .catchUp:
                        late.append(slot)
                        continue
                    }
                    switch readers[Int(slot)].socket.send(bytes) {
                    case .taken(bytes.count):
                        readers[Int(slot)].body.add(step)
                        complete += 1
                    case .taken(let count): partial.append((slot, count))
                    case .broken: broken.append(slot)
                    }
                }
            }
        }
        metrics.delivered(complete * run.entries.count)
        for (slot, taken) in partial { hold(slot, run, taken: taken) }
        for slot in broken { drop(slot) }
        for slot in late { goOn(slot) }
    }

    /// Sends a frame of the stream itself to a reader who has been told everything.
    func send(_ frame: StreamFrame, to slot: Int32) {
        readers[slot].body.add(frame.step)
        switch frame.chunked.withUnsafeReadableBytes({ readers[slot].socket.send($0) }) {
        case .taken(frame.byteCount): return
        case .taken(let count):
            remainders[slot] = frame.chunked.suffix(from: count)
            readers[slot].state.blocked(after: ring.head)
            wait(slot, forRoom: true)
        case .broken: drop(slot)
        }
    }

    /// Notes where in some entries a socket stopped. A frame that was begun is finished first, whatever becomes of its entry.
    private func hold(_ slot: Int32, _ run: FrameRun, taken: Int) {
        guard let first = run.entries.first else { return }
        var told = first.position.previous
        var complete = 0
        var left = taken
        for entry in run.entries where left > 0 {
            let frame = entry.frame(run.coding)
            if left < frame.byteCount { remainders[slot] = frame.chunked.suffix(from: left) } else { complete += 1 }
            left -= frame.byteCount
            told = entry.position
            readers[slot].body.add(frame.step)
        }
        metrics.delivered(complete)
        readers[slot].state.blocked(after: told)
        wait(slot, forRoom: true)
    }

    /// Sends the first bytes of a response, and what the reader is owed with them.
    func greet(_ slot: Int32, _ greeting: ByteBuffer) {
        var bytes = greeting
        var piece: OwedPiece?
        if case .send(let position) = readers[slot].state.owed(oldest: ring.oldest, head: ring.head) {
            let owed = self.piece(subscriptions.wish(of: readers[slot].place.subscription), after: position)
            bytes.writeImmutableBuffer(owed.run.bytes)
            piece = owed
        }
        switch bytes.withUnsafeReadableBytes({ readers[slot].socket.send($0) }) {
        case .taken(let count) where count >= greeting.readableBytes:
            guard let piece else { return }
            if count < bytes.readableBytes { return hold(slot, piece.run, taken: count - greeting.readableBytes) }
            metrics.delivered(piece.run.entries.count)
            readers[slot].body.add(piece.run.step)
            readers[slot].state.blocked(after: piece.through)
            goOn(slot)
        case .taken, .broken:
            // A new connection has room for a response's head.
            drop(slot)
        }
    }

    /// Goes on with a reader whose socket may take bytes: what is left of a frame, then what it is owed.
    func goOn(_ slot: Int32) {
        for _ in 0..<Self.maxRounds {
            guard sendRemainder(slot) else { return }
            // The kernel has the end of the response, and sees to it that the client gets it.
            if readers[slot].phase == .leaving { return drop(slot) }
            switch readers[slot].state.owed(oldest: ring.oldest, head: ring.head) {
            case .nothing: return wait(slot, forRoom: false)
            case .lagging: return close(slot, .lagging)
            case .send(let position): guard sendOwed(slot, after: position) else { return }
            }
        }
        // There is room; others get a turn first.
        wait(slot, forRoom: true)
    }

    /// - Returns: Whether nothing is left of it.
    private func sendRemainder(_ slot: Int32) -> Bool {
        guard let remainder = remainders[slot] else { return true }
        switch remainder.withUnsafeReadableBytes({ readers[slot].socket.send($0) }) {
        case .taken(remainder.readableBytes):
            remainders[slot] = nil
            return true
        case .taken(let count):
            remainders[slot] = remainder.suffix(from: count)
            wait(slot, forRoom: true)
        case .broken: drop(slot)
        }
        return false
    }

    /// - Returns: Whether the socket took all of the next piece.
    private func sendOwed(_ slot: Int32, after position: Position) -> Bool {
        let piece = piece(subscriptions.wish(of: readers[slot].place.subscription), after: position)
        if piece.run.entries.isEmpty {
            readers[slot].state.caughtUp()
            return true
        }
        switch piece.run.bytes.withUnsafeReadableBytes({ readers[slot].socket.send($0) }) {
        case .taken(piece.run.bytes.readableBytes):
            metrics.delivered(piece.run.entries.count)
            readers[slot].body.add(piece.run.step)
            readers[slot].state.blocked(after: piece.through)
            return true
        case .taken(let count): hold(slot, piece.run, taken: count)
        case .broken: drop(slot)
        }
        return false
    }

    private func piece(_ wish: Subscriptions.Wish, after position: Position) -> OwedPiece {
        let key = OwedPiece.Key(wish: wish, after: position)
        if let known = pieces[key] { return known }
        var piece = OwedPiece(run: FrameRun(wish.coding), through: ring.head)
        for entry in ring.entries(after: position) where entry.topics.contains(where: wish.topics.contains) {
            let size = piece.run.bytes.readableBytes
            if size > 0, size + entry.frame(wish.coding).byteCount > configuration.maxUnsentBytes {
                piece.through = piece.run.entries[piece.run.entries.count - 1].position
                break
            }
            piece.run.append(entry)
        }
        if pieces.count == Self.maxPieces { pieces.removeAll(keepingCapacity: true) }
        pieces[key] = piece
        return piece
    }

    private func wait(_ slot: Int32, forRoom waitsForRoom: Bool) {
        guard readers[slot].waitsForRoom != waitsForRoom else { return }
        readers[slot].waitsForRoom = waitsForRoom
        poll.change(readers[slot].socket, token: slot, waitsForRoom: waitsForRoom)
    }
}

extension [FeedEntry] {
    /// Runs of entries of about as many bytes; a longer entry is a run of its own, and one that ends streams is the last of its run.
    fileprivate func batches(bytes: Int) -> [ArraySlice<FeedEntry>] {
        var batches: [ArraySlice<FeedEntry>] = []
        var start = startIndex
        var size = 0
        for (index, entry) in enumerated() {
            if index > start, size + entry.frame.byteCount > bytes || self[index - 1].endsStreams {
                batches.append(self[start..<index])
                start = index
                size = 0
            }
            size += entry.frame.byteCount
        }
        if start < endIndex { batches.append(self[start...]) }
        return batches
    }
}

extension ByteBuffer {
    /// What follows the first bytes.
    fileprivate func suffix(from count: Int) -> ByteBuffer {
        var rest = self
        rest.moveReaderIndex(forwardBy: count)
        return rest
    }
}
