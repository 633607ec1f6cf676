enum LiveFeedStub {}
