import Basics
import HTTP

extension HTTPRequest {
    /// The body.
    var bytes: [UInt8] {
        var all: [UInt8] = []
        // An array's pieces are there without reading.
        try? body.forEachPiece { piece, _ in piece.withUnsafeBytes { all += $0 } }
        return all
    }
}
