internal import AWSNames
internal import Foundation
internal import HTTP

/// The fields of an error response's body, in whichever of AWS's formats it is written.
struct ErrorDocument {
    private(set) var code: String?
    private(set) var message: String?
    private(set) var requestID: String?
    private(set) var region: String?
    private(set) var endpoint: String?

    /// Reads a response; a body in neither format leaves all fields nil, as an HTML page of a proxy does.
    init(_ response: HTTPResponse) {
        if let root = XMLTree.parse(response.body) {
            read(root)
        } else if let body = try? JSONDecoder().decode(JSONBody.self, from: Data(response.body)) {
            code = body.code
            message = body.message
        }
        // The REST protocols name the code in a header, and some of them nowhere else.
        code = code ?? response.headers["x-amzn-ErrorType"].map(shapeName)
    }

    /// `<Error>` is S3's; the Query protocol wraps it in `<ErrorResponse>`, beside the request's identifier.
    private mutating func read(_ root: XMLTree) {
        let error =
            root.name == "Error" ? root : root.children.first { root.name == "ErrorResponse" && $0.name == "Error" }
        guard let error else { return }
        code = error.text(of: "Code")
        message = error.text(of: "Message")
        requestID = error.text(of: "RequestId") ?? root.text(of: "RequestId")
        region = error.text(of: "Region")
        endpoint = error.text(of: "Endpoint")
    }
}

/// The members of a JSON error: the code is `__type` in AWS JSON 1.0 and 1.1 and `code` in REST JSON, and the case of
/// `message` differs between services.
private struct JSONBody: Decodable {
    let code: String?
    let message: String?

    private enum CodingKeys: String, CodingKey {
        case type = "__type"
        case code
        case message
        case capitalizedMessage = "Message"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) -> String? { try? members.decode(String.self, forKey: key) }
        code = (text(.type) ?? text(.code)).map(shapeName)
        message = text(.message) ?? text(.capitalizedMessage)
    }
}

/// Returns `Name` of `namespace#Name:uri`, the three forms that an error's type has.
private func shapeName(_ text: String) -> String {
    let withoutURI = text.prefix { $0 != ":" }
    return String(withoutURI.lastIndex(of: "#").map { withoutURI[withoutURI.index(after: $0)...] } ?? withoutURI)
}
