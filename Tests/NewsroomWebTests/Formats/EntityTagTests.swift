import Testing

@testable import NewsroomWeb

struct EntityTagTests {
    @Test(arguments: [
        ("*", true), (#""r3""#, true), (#""r3-abc""#, true), (#""r2", "r3-x""#, true), (#"  "r3"  "#, true), (#""r4""#, false),
        (#"W/"r3""#, false), (#""x""#, false), (#""r3x""#, false), (#""r33""#, false),
    ])
    func `If-Match permits who saw the revision`(_ header: String, isPermitted: Bool) throws {
        #expect(try #require(EntityTagCondition(header)).permits(revision: 3) == isPermitted)
    }

    @Test(arguments: ["", "r3", #""r3"#, #""a" "b""#, "W/", "w/\"a\"", "*, \"a\""])
    func `What holds no tags is refused`(_ header: String) {
        #expect(EntityTagCondition(header) == nil)
    }

    @Test func `If-None-Match compares weakly`() throws {
        let tag = EntityTag.list([1, 2, 3])
        #expect(try #require(EntityTagCondition(tag.description)).matchesWeakly(tag))
        #expect(try #require(EntityTagCondition("\"\(tag.opaque)\", \"x\"")).matchesWeakly(tag))
        #expect(try #require(EntityTagCondition("*")).matchesWeakly(tag))
        #expect(try #require(EntityTagCondition("\"x\"")).matchesWeakly(tag) == false)
    }

    @Test func `Representations of one revision have different tags`() {
        #expect(EntityTag.revision(1, of: [1]) != EntityTag.revision(1, of: [2]))
        #expect(EntityTag.revision(1, of: [1]).revision == 1)
    }
}
