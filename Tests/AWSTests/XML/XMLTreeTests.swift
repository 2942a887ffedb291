import AWS
import Testing

@Suite struct XMLTreeTests {
    private func parse(_ text: String) -> XMLTree? { XMLTree.parse(Array(text.utf8)) }

    @Test func textOfChildren() {
        let tree = parse(
            "\n <?xml version=\"1.0\"?>\n<R xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><A> 1 &amp; &#x32;</A><B/><A>3</A></R>"
        )
        #expect(tree?.name == "R")
        #expect(tree?.text(of: "A") == "1 & 2")
        #expect(tree?.text(of: "B") == "")
        #expect(tree?.text(of: "C") == nil)
    }

    @Test(arguments: [
        "",
        "   ",
        "no XML",
        "<a>",
        "<a><b></a></b>",
        "<a/>rest",
        "<a>&undefined;</a>",
        "<a>\u{1}</a>",
        "<!DOCTYPE a><a/>",
        "<?xml?><a/>",
        "<a><?b?></a>",
        "<a/><?b c?>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        "<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><l>&c;</l>",
        String(repeating: "<a>", count: 17) + String(repeating: "</a>", count: 17),
        String(repeating: "<a>", count: 100_000),
        "<a>" + String(repeating: "x", count: 4 << 20) + "</a>",
    ])
    func malformedDocumentsAreRejected(text: String) {
        #expect(parse(text) == nil)
    }

    @Test func invalidUTF8IsRejected() {
        #expect(XMLTree.parse([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e]) == nil)
        #expect(XMLTree.parse([0, 0, 0, 0]) == nil)
        // In the name of an element.
        #expect(XMLTree.parse([0x3c, 0x61, 0xe2, 0x2f, 0x3e]) == nil)
    }
}
