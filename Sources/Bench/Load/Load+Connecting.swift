import Glibc

extension Load {
    /// How a connection is given up.
    enum Parting {
        /// At once, by RST: leaves nothing of the connection behind.
        case reset
        /// By FIN.
        case goodbye
    }

    /// Connections from one source address; about 28,000 ports are there for each.
    private static let connectionsPerAddress = 20_000
    private static let sourceAddressCount = 200
    private static let slowReceiveBytes: Int32 = 4096

    func enqueue(_ index: Int) {
        readers[index].phase = .queued
        queue.append(index)
    }

    /// Connects those who wait, as far as others have been let in.
    func connectMore() {
        while connecting < maxConnecting, queueStart < queue.count {
            let index = queue[queueStart]
            queueStart += 1
            if readers[index].phase == .queued { connect(index) }
        }
        if queueStart == queue.count, queueStart > 0 {
            queue.removeAll(keepingCapacity: true)
            queueStart = 0
        }
    }

    private func connect(_ index: Int) {
        let socket = Glibc.socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        readers[index].generation &+= 1
        guard socket >= 0 else { return failed(index) }
        readers[index].socket = socket
        readers[index].phase = .connecting
        connecting += 1
        set(socket, SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
        if readers[index].isSlow { set(socket, SOL_SOCKET, SO_RCVBUF, Load.slowReceiveBytes) }
        bindSource(socket)
        guard target.connect(socket) == 0 || errno == EINPROGRESS else { return failed(index) }
        poller.add(socket, key: key(index), writing: true)
    }

    /// From 127.0.0.2 on when one address has too few ports for all.
    private func bindSource(_ socket: Int32) {
        let step = connectionCount / Load.connectionsPerAddress
        connectionCount += 1
        guard step > 0, UInt32(bigEndian: target.address.s_addr) >> 24 == 127 else { return }
        // The port is chosen when connecting, so that one port can serve several peers.
        set(socket, Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, Int32(1))
        var source = sockaddr_in()
        source.sin_family = sa_family_t(AF_INET)
        source.sin_addr.s_addr = UInt32(0x7f00_0001 + step % Load.sourceAddressCount).bigEndian
        _ = withUnsafePointer(to: &source) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    private func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: some BitwiseCopyable) {
        withUnsafeBytes(of: value) { _ = setsockopt(socket, level, option, $0.baseAddress, socklen_t($0.count)) }
    }

    /// The socket is writable for the first time.
    func connected(_ index: Int) {
        var problem: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(readers[index].socket, SOL_SOCKET, SO_ERROR, &problem, &length) == 0, problem == 0 else {
            return failed(index)
        }
        readers[index].response = HTTPResponseParser()
        readers[index].stream.reconnect()
        readers[index].message = []
        readers[index].phase = .asking
        poller.change(readers[index].socket, key: key(index), reading: true)
        ask(index)
    }

    /// Sends the reader's request, with its place when it has one.
    func ask(_ index: Int) {
        let (reader, lastEventID) = (readers[index], readers[index].stream.lastEventID)
        var request =
            lastEventID.isEmpty
            ? freshRequests[reader.topic % freshRequests.count]
            : target.request(topic: reader.topic, lastEventID: lastEventID.text)
        let (sent, count) = request.withUTF8 { (send(reader.socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)), $0.count) }
        tally.bytesSent += max(0, sent)
        if sent != count { failed(index) }
    }

    private func failed(_ index: Int) {
        tally.refused += 1
        lost(index)
    }

    /// Ends a reader's connection.
    func drop(_ index: Int, with parting: Parting) {
        switch readers[index].phase {
        case .open: tally.open -= 1
        case .connecting, .asking: connecting -= 1
        case .away, .queued, .pausing: break
        }
        readers[index].phase = .away
        readers[index].generation &+= 1
        guard readers[index].socket >= 0 else { return }
        if parting == .goodbye { set(readers[index].socket, SOL_SOCKET, SO_LINGER, linger(l_onoff: 0, l_linger: 0)) }
        Glibc.close(readers[index].socket)
        readers[index].socket = -1
    }
}
