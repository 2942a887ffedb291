public import Basics
internal import Hashing

extension References {
    /// The usable content of a references file that may be damaged, for a publish, which writes it again.
    public struct Rebuilt: Sendable {
        /// The references that are usable.
        public var references = References()
        /// The publications that were removed, sorted by asset and destination.
        public var dropped: [DroppedReference] = []
        /// The merge conflict in the file whose sides were merged; nil if there is none.
        public var conflict: Diagnostic?
    }

    /// Reads as much of a references file's text as possible.
    ///
    /// Both sides of a merge conflict are read: publications that only one side has, or that are the same on both, are
    /// kept. Publications whose objects are not those of their address are removed.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - file: The file's name in errors.
    /// - Throws: `ManifestError.references` if the text is invalid otherwise.
    public static func rebuilding(json text: String, file: String = fileName) throws(ManifestError) -> Rebuilt {
        var rebuilt = Rebuilt()
        do {
            rebuilt.references = try read(DocumentReader(references: text, file: file))
        } catch {
            guard error.errorCode == .mergeConflict, let sides = sides(ofConflictIn: text, file: file) else {
                throw error
            }
            rebuilt.references = sides.ours
            rebuilt.dropped = rebuilt.references.merge(sides.theirs)
            rebuilt.conflict = error.diagnostics.first
        }
        rebuilt.dropped += rebuilt.references.drop(because: .mismatch) { $2.mismatch == nil }
        rebuilt.dropped.sort()
        return rebuilt
    }

    /// Reads both sides of the merge conflicts in a text; returns nil if one of them cannot be read.
    static func sides(ofConflictIn text: String, file: String) -> (ours: References, theirs: References)? {
        guard let sides = ConflictSides(text),
            let ours = try? read(DocumentReader(references: sides.ours, file: file)),
            let theirs = try? read(DocumentReader(references: sides.theirs, file: file))
        else { return nil }
        return (ours, theirs)
    }

    /// Adds the publications of the other side of a conflict, and removes those that differ.
    ///
    /// - Returns: The removed publications.
    private mutating func merge(_ theirs: References) -> [DroppedReference] {
        let ours = self
        var differing: Set<DroppedReference> = []
        for (key, asset) in theirs.assets {
            for (name, reference) in asset.destinations {
                switch ours[key, name] {
                case nil where ours.assets[key]?.kind ?? reference.kind == reference.kind:
                    update(reference, of: key, at: name)
                case let own? where own.agrees(with: reference):
                    // One side may have built the image that the other one has only published the context of.
                    if own.image == nil { update(reference, of: key, at: name) }
                default: differing.insert(DroppedReference(key, at: name, because: .conflict))
                }
            }
        }
        return drop(because: .conflict) { key, name, _ in
            !differing.contains(DroppedReference(key, at: name, because: .conflict))
        }
    }
}

extension PublishedReference {
    /// Whether both can be the same publication: the same address, one object with checksums that do not contradict, and one
    /// image, if both have one.
    public func agrees(with other: PublishedReference) -> Bool {
        address == other.address && kind == other.kind && object.uri.hasSameBytes(as: other.object.uri)
            && object.size == other.object.size && !object.checksum.contradicts(other.object.checksum)
            && (image == nil || other.image == nil || image == other.image)
    }
}

extension Checksum {
    /// Whether both cannot belong to the same bytes; checksums of different kinds cannot be compared.
    fileprivate func contradicts(_ other: Self) -> Bool {
        switch (self, other) {
        case (.fullObject, .fullObject), (.composite, .composite): self != other
        case (.fullObject, .composite), (.composite, .fullObject): false
        }
    }
}

/// The two texts that a file with unresolved merge conflicts is made of.
private struct ConflictSides {
    private(set) var ours = ""
    private(set) var theirs = ""

    private enum Part { case both, ours, base, theirs }

    /// Splits a text; returns nil if its markers are not in order.
    init?(_ text: String) {
        var part = Part.both
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = String(Substring(line))
            switch (line.conflictMarker, part) {
            case ("<", .both): part = .ours
            case ("|", .ours): part = .base
            case ("=", .ours), ("=", .base): part = .theirs
            case (">", .theirs): part = .both
            case (nil, _):
                if part == .both || part == .ours { ours += line + "\n" }
                if part == .both || part == .theirs { theirs += line + "\n" }
            default: return nil
            }
        }
        guard part == .both else { return nil }
    }
}

extension String {
    /// The character that a line of a merge conflict begins with seven times; nil for any other line.
    fileprivate var conflictMarker: Character? {
        guard let first, "<|=>".contains(first), prefix(7).allSatisfy({ $0 == first }), count >= 7 else { return nil }
        return [nil, " ", "\r"].contains(dropFirst(7).first) ? first : nil
    }
}
