import Basics
import Testing

@Suite struct JSONTests {
    private static let texts: [(JSON, String)] = [
        (JSON.null, "null"),
        (true, "true"),
        (false, "false"),
        (0, "0"),
        (-7, "-7"),
        (.integer(.max), "9223372036854775807"),
        // A whole number has no fraction.
        (.number(2), "2"),
        (.number(0.5), "0.5"),
        (.number(0), "0"),
        (.number(-0.25), "-0.25"),
        (.number(1e300), "1e+300"),
        // JSON cannot represent these.
        (.number(.infinity), "null"),
        (.number(.nan), "null"),
        ("", #""""#),
        ("a/b", #""a/b""#),
        ("\"\\", #""\"\\""#),
        ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{1f}\u{7f}", #""\u0000\u001f\u007f""#),
        ("é\u{2028}😀", "\"é\u{2028}😀\""),
        ([], "[]"),
        ([1, "a", .null], #"[1,"a",null]"#),
        ([:], "{}"),
    ]

    @Test(arguments: texts)
    func textIsCanonical(value: JSON, text: String) {
        #expect(value.compact == text)
    }

    @Test func keysAreSortedByBytes() {
        // Not by characters: the emoji's UTF-16 units would precede the private-use character.
        let object: JSON = ["b": 1, "a": 2, "B": 3, "é": 4, "a.b": 5, "a/b": 6, "a-b": 7, "\u{e000}": 8, "😀": 9]
        #expect(
            object.compact == #"{"B":3,"a":2,"a-b":7,"a.b":5,"a/b":6,"b":1,"é":4,"\#u{e000}":8,"😀":9}"#
        )
    }

    @Test func indentedTextEndsWithNewline() {
        let value: JSON = ["b": [1, [:], []], "a": ["c": "d"]]
        #expect(
            value.indented == """
                {
                  "a": {
                    "c": "d"
                  },
                  "b": [
                    1,
                    {},
                    []
                  ]
                }

                """
        )
    }

    @Test func membersWithoutValueAreOmitted() {
        #expect(JSON.object(compacting: ["a": nil, "b": .null]).compact == #"{"b":null}"#)
    }

    @Test func lastOfEqualKeysWins() {
        #expect(JSON(dictionaryLiteral: ("a", 1), ("a", 2)).compact == #"{"a":2}"#)
    }
}
