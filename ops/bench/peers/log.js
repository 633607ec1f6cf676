'use strict';

// The newest events, each encoded once, by rising id.
const maxCount = 4096;

class Log {
    constructor() {
        this.frames = [];
        this.head = 0;
    }

    append(data) {
        const frame = Buffer.from(`id: ${++this.head}\ndata: ${data}\n\n`);
        this.frames.push(frame);
        if (this.frames.length > maxCount) this.frames.shift();
        return frame;
    }

    // What follows an id, in one piece. Nothing for who brings none, or a strange one.
    after(id) {
        const missed = this.head - Number.parseInt(id, 10);
        return missed > 0 ? Buffer.concat(this.frames.slice(-missed)) : Buffer.alloc(0);
    }
}

// Calls back with what a request carries.
function body(request, done) {
    const parts = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => done(Buffer.concat(parts).toString()));
}

// Serves on a port of the kernel's choice when it is 0, and says which.
// Connections stay open between requests: one that is closed as the next request arrives would fail it.
function listen(server, port) {
    server.keepAliveTimeout = 0;
    server.listen(port, '127.0.0.1', 4096, () => console.log(`listening ${server.address().port}`));
}

module.exports = { Log, body, listen };
