import AWS
import HTTP
import TestSupport

/// botocore's signers, run by Python as the judge of ours.
enum BotocoreOracle {
    static let isThere = (try? Tool.run(Tool.python, ["-c", "import botocore.auth"]).status) == 0

    /// Returns the `Authorization` header of each request, or for those that are presigned the signature.
    static func signatures(of questions: [Question]) throws -> [String] {
        let lines = questions.map(\.line).joined(separator: "\n")
        let output = try Tool.run(Tool.python, ["-c", script], input: Array(lines.utf8))
        guard output.status == 0 else { throw VectorError(output.standardError) }
        return output.standardOutput.split(separator: "\n").map(String.init)
    }

    struct Question {
        var service: String
        var isPresigned: Bool
        var token: String?
        var time: Timestamp
        var request: HTTPRequest

        /// Fields in hexadecimal, one line a request: no text can break the form.
        var line: String {
            let headers = request.headers.fields.flatMap { [$0.name, $0.value] }
            let body = String(decoding: request.bytes, as: UTF8.self)
            return
                ([
                    service, isPresigned ? "query" : "header", token ?? "", time.basicDateTime, request.method.rawValue,
                    request.url.text, body,
                ] + headers)
                .map { $0.utf8.map { byte in String(0x100 + Int(byte), radix: 16).dropFirst() }.joined() }
                .joined(separator: " ")
        }
    }

    static let accessKeyID = "AKIDEXAMPLE"
    static let secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let region = "eu-west-1"
    static let expiry = 900

    private static let script = #"""
        import datetime, re, sys
        import botocore.auth as auth
        from botocore.awsrequest import AWSRequest
        from botocore.compat import HTTPHeaders
        from botocore.credentials import Credentials

        for line in sys.stdin:
            fields = [bytes.fromhex(field).decode() for field in line.rstrip("\n").split(" ")]
            service, form, token, time, method, url, body, *headers = fields
            now = datetime.datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
            auth.get_current_datetime = lambda *_, **__: now
            request = AWSRequest(method=method, url=url, data=body.encode())
            request.headers = HTTPHeaders.from_pairs(zip(headers[::2], headers[1::2]))
            credentials = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token or None)
            if form == "query":
                auth.S3SigV4QueryAuth(credentials, service, "eu-west-1", expires=900).add_auth(request)
                print(re.search("X-Amz-Signature=([0-9a-f]+)", request.url).group(1))
            else:
                signer = auth.S3SigV4Auth if service == "s3" else auth.SigV4Auth
                signer(credentials, service, "eu-west-1").add_auth(request)
                print(request.headers["Authorization"])
        """#
}
