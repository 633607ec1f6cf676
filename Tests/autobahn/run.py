#!/usr/bin/env python3
"""Runs cases of the Autobahn test suite against the echo server, and says what came of them.

usage: FOLDER/venv/bin/python run.py FOLDER [GROUP,…]

FOLDER is where `setup` has put the suite. Without groups: 1 to 7, 9 and 10, all of them, and a sample of 12 and 13 (compression).
"""

import collections
import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")
sys.path.insert(0, sys.argv[1])
sys.path.insert(1, str(__import__("pathlib").Path(__file__).parents[1] / "clients"))

from autobahn.twisted.websocket import WebSocketClientFactory, WebSocketClientProtocol, connectWS  # noqa: E402
from autobahn.websocket.protocol import WebSocketProtocol  # noqa: E402
from autobahntestsuite.case import CaseBasename, Cases  # noqa: E402
from twisted.internet import reactor  # noqa: E402

from support.echo import Echo  # noqa: E402

GROUPS = "1,2,3,4,5,6,7,9,10,12.1.1,12.1.5,12.1.10,12.2.3,12.3.2,12.4.6,12.5.4,13.1.1,13.2.3,13.3.2,13.4.5,13.5.1,13.6.4,13.7.2"
FINE = ("OK", "NON-STRICT", "INFORMATIONAL")


def encoded(text):
    """The suite knows no bytes: its texts are Latin-1."""
    return text.encode("latin-1") if isinstance(text, str) else text


def decoded(data):
    return data.decode("latin-1") if isinstance(data, (bytes, bytearray)) else data


def name(case):
    return ".".join(case.__name__[len(CaseBasename):].split("_"))


class Protocol(WebSocketClientProtocol):
    """What a case of the suite calls, and what calls it."""

    def connectionMade(self):
        self.connectionWasOpen = False
        self.createWirelog = self.createStats = True
        self.rxFrameStats, self.txFrameStats = collections.Counter(), collections.Counter()
        WebSocketClientProtocol.connectionMade(self)
        self.start = time.monotonic()

    def enableWirelog(self, _):
        pass

    def logRxFrame(self, header, _):
        self.rxFrameStats[header.opcode] += 1

    def logTxFrame(self, header, *_):
        self.txFrameStats[header.opcode] += 1

    def logRxOctets(self, _):
        pass

    def logTxOctets(self, *_):
        pass

    def onOpen(self):
        self.connectionWasOpen = True
        self.runCase.onOpen()

    def onMessage(self, message, is_binary):
        self.runCase.onMessage(decoded(message), is_binary)

    def onPing(self, payload):
        self.runCase.onPing(decoded(payload))

    def onPong(self, payload):
        self.runCase.onPong(decoded(payload))

    def onClose(self, was_clean, code, reason):
        self.runCase.onClose(was_clean, code, reason)

    def sendFrame(self, opcode, payload=b"", **more):
        more = {key: encoded(value) if key == "mask" else value for key, value in more.items()}
        return WebSocketClientProtocol.sendFrame(self, opcode=opcode, payload=encoded(payload), **more)

    def sendMessage(self, payload, isBinary=False, **more):
        return WebSocketClientProtocol.sendMessage(self, encoded(payload), isBinary, **more)

    def sendMessageFrame(self, payload, *more, **named):
        return WebSocketClientProtocol.sendMessageFrame(self, encoded(payload), *more, **named)

    def sendMessageFrameData(self, payload, *more, **named):
        return WebSocketClientProtocol.sendMessageFrameData(self, encoded(payload), *more, **named)

    def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False):
        return WebSocketClientProtocol.sendCloseFrame(self, code=code, reasonUtf8=encoded(reasonUtf8), isReply=isReply)

    def later(self, delay, step):
        reactor.callLater(delay, lambda: step() if self.state != WebSocketProtocol.STATE_CLOSED else None)

    def continueLater(self, delay, step, _=None):
        self.later(delay, step)

    def killAfter(self, delay):
        self.later(delay, lambda: self.dropConnection(abort=True))

    def closeAfter(self, delay):
        self.later(delay, self.sendClose)

    def connectionLost(self, reason):
        WebSocketClientProtocol.connectionLost(self, reason)
        case = self.runCase
        case.onConnectionLost(self.failedByMe)
        self.factory.results[name(self.Case)] = (
            case.behavior, case.behaviorClose, case.result, case.resultClose, self.remoteCloseCode,
            round((time.monotonic() - self.start) * 1000))


class Factory(WebSocketClientFactory):
    """One connection for each case, one after the other."""

    def __init__(self, url, cases):
        WebSocketClientFactory.__init__(self, url)
        self.setProtocolOptions(failByDrop=False)
        self.cases, self.index, self.results = cases, 0, {}
        self.logOctets = self.logFrames = True

    def buildProtocol(self, _):
        protocol = Protocol()
        protocol.factory, protocol.Case = self, self.cases[self.index]
        protocol.runCase = protocol.Case(protocol)
        return protocol

    def clientConnectionLost(self, connector, _):
        self.index += 1
        if self.index < len(self.cases):
            connector.connect()
        else:
            reactor.stop()

    def clientConnectionFailed(self, _, reason):
        print("FAIL connection:", reason.getErrorMessage())
        reactor.stop()


def main():
    groups = (sys.argv[2] if len(sys.argv) > 2 else GROUPS).split(",")
    cases = [case for case in Cases if any(name(case) == group or name(case).startswith(group + ".") for group in groups)]
    start = time.monotonic()
    with Echo() as server:
        factory = Factory(f"ws://127.0.0.1:{server.port}/echo", cases)
        connectWS(factory)
        reactor.run()
    results = factory.results
    for case, result in results.items():
        if result[0] not in FINE or result[1] not in FINE:
            print("FAIL", case, *result)
    for title, index in (("behaviour", 0), ("close", 1)):
        print(title, dict(collections.Counter(result[index] for result in results.values())))
    print("not strict:", ", ".join(case for case, result in results.items() if result[0] == "NON-STRICT") or "none")
    with open(f"{sys.argv[1]}/report.json", "w") as file:
        json.dump(results, file, indent=1)
    failed = len(cases) - sum(result[0] in FINE and result[1] in FINE for result in results.values())
    print(f"{len(cases) - failed} of {len(cases)} cases passed, {failed} failed, {time.monotonic() - start:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
