enum EventStreamsStub {}
