internal import Foundation
internal import FoundationXML

/// An element of a response: AWS uses no attributes, and text only in elements without children.
package struct XMLTree {
    package let name: String
    package fileprivate(set) var text = ""
    package fileprivate(set) var children: [XMLTree] = []

    /// The text of the first child with a name, without blanks around it.
    package func text(of name: String) -> String? {
        children.first { $0.name == name }?.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Reads a document, or returns nil if it is not well-formed.
    ///
    /// A document type is rejected, and with it all declared entities: no response of AWS has one, and
    /// their expansion is how small documents become large ones. Processing instructions and other encodings than UTF-8
    /// are rejected for the same reason; on `<?a?>` and on names that are not UTF-8, Foundation 6.3 ends the program.
    package static func parse(_ bytes: [UInt8]) -> XMLTree? {
        // Some servers send blanks to keep the connection while they work, before the declaration that must come first.
        let document = bytes.drop(while: isBlank)
        guard bytes.count <= maximumByteCount, isUTF8(bytes), !hasForeignMarkup(document) else { return nil }
        let parser = XMLParser(data: Data(document))
        parser.shouldResolveExternalEntities = false
        let builder = XMLTreeBuilder()
        parser.delegate = builder
        // swift-corelibs-foundation 6.3 returns true for broken documents as well: only the delegate hears of it.
        guard parser.parse(), !builder.hasFailed else { return nil }
        return builder.root
    }

    /// The size of S3's largest listing: a thousand keys of a kilobyte each, with every byte encoded as three.
    package static let maximumByteCount = 4 << 20
}

private final class XMLTreeBuilder: NSObject, XMLParserDelegate {
    private(set) var root: XMLTree?
    private(set) var hasFailed = false
    private var open: [XMLTree] = []

    func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        // Responses of AWS are three or four levels deep.
        guard open.count < 16 else {
            hasFailed = true
            return parser.abortParsing()
        }
        open.append(XMLTree(name: elementName))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard let last = open.indices.last else { return }
        open[last].text += string
    }

    func parser(
        _ parser: XMLParser,
        didEndElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        guard let element = open.popLast() else { return }
        if let last = open.indices.last {
            open[last].children.append(element)
        } else {
            root = element
        }
    }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
        hasFailed = true
    }
}

private func isUTF8(_ bytes: [UInt8]) -> Bool {
    // Nearly every response is ASCII.
    bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
}

/// Whether there is a document type, or a processing instruction other than the XML declaration.
private func hasForeignMarkup(_ document: ArraySlice<UInt8>) -> Bool {
    let declaration = document.starts(with: "<?xml".utf8) && document.dropFirst(5).first.map(isBlank) ?? false
    let markup = declaration ? document.dropFirst() : document
    return markup.indices.contains { index in
        markup[index] == UInt8(ascii: "<")
            && (markup[index...].starts(with: "<?".utf8) || markup[index...].starts(with: "<!DOCTYPE".utf8))
    }
}

private func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x0a, 0x0d, 0x09].contains(byte) }
