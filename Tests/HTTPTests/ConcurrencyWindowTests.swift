import Foundation
import HTTP
import Testing
import TestSupport

/// The window of large requests, with a simulated link and server: time passes in steps of ten milliseconds.
@Suite struct ConcurrencyWindowTests {
    /// A link and a server.
    private struct Path {
        /// Bytes a second of all connections, and of each.
        var link = 1e9
        var connection = 60e6
        /// The seconds between the last byte and the end of the response.
        var wait = 0.04
        /// The most requests that the server bears.
        var most = Int.max
        /// The share of requests whose connection is dropped.
        var drops = 0.0

        /// The bytes a second that the best window has.
        var possible: Double {
            min(link, Double(min(most, 128)) * Simulation.body / (Simulation.body / connection + wait))
        }
    }

    private struct Simulation {
        static let body = Double(8 << 20)
        private static let step = 0.01

        private struct Request {
            var left = body
            var wait: Double
            let number: Int
            let start: Double
            let isRefused: Bool
            /// The number in flight when it was sent, itself included.
            let count: Int
        }

        var window = ConcurrencyWindow(limit: 128)
        private(set) var time = 0.0
        private(set) var sentCount = 0
        private(set) var refusedCount = 0
        private(set) var longest = 0.0
        private(set) var peak = 0
        private var requests: [Request] = []
        private var firstAfterRefusal = 0
        private var number = 0

        /// Sends bodies for some time, or until all have arrived.
        mutating func run(_ path: Path, seconds: Double, bodies: Int = .max, _ random: inout SplitMix) {
            let end = time + seconds
            while time < end, sentCount < bodies {
                let last = min(bodies, sentCount + requests.count { !$0.isRefused } + 1000)
                while sentCount + requests.count(where: { !$0.isRefused }) < last, requests.count < window.count,
                    requests.count < window.ceiling.count ?? .max
                {
                    number += 1
                    let isRefused = requests.count { !$0.isRefused } >= path.most
                    let count = requests.count + 1
                    requests.append(
                        Request(wait: path.wait, number: number, start: time, isRefused: isRefused, count: count)
                    )
                }
                peak = max(peak, requests.count)
                pass(path, &random)
            }
        }

        private mutating func pass(_ path: Path, _ random: inout SplitMix) {
            let sending = requests.indices.filter { requests[$0].left > 0 && !requests[$0].isRefused }
            var byteCount = 0.0
            for index in sending {
                let rate = min(path.connection, path.link / Double(sending.count))
                let arrived = min(requests[index].left, rate * Self.step * Double.random(in: 0.6..<1.4, using: &random))
                requests[index].left -= arrived
                byteCount += arrived
            }
            for index in requests.indices where requests[index].left <= 0 { requests[index].wait -= Self.step }
            let sample = ConcurrencyWindow.Sample(
                inFlight: requests.count,
                sending: requests.count { $0.left > 0 },
                byteCount: Int(byteCount),
                bodyByteCount: Int(Self.body),
                isFull: true
            )
            window.add(sample, seconds: Self.step)
            time += Self.step
            for request in requests where request.isRefused || request.wait <= 0 {
                // A request that is lost on its way is sent again.
                if !request.isRefused, Double.random(in: 0..<1, using: &random) < path.drops {
                    window.recordLoss()
                } else {
                    end(request)
                }
            }
            requests.removeAll { $0.isRefused || $0.wait <= 0 }
        }

        private mutating func end(_ request: Request) {
            guard request.isRefused else {
                sentCount += 1
                longest = max(longest, time - request.start)
                return window.recordSuccess()
            }
            refusedCount += 1
            let wasSentBefore = request.number < firstAfterRefusal
            window.recordRefusal(inFlight: request.count, wasSentBefore: wasSentBefore)
            if !wasSentBefore { firstAfterRefusal = number + 1 }
        }
    }

    /// A number between two others, small and large ones alike.
    private static func number(_ range: ClosedRange<Double>, _ random: inout SplitMix) -> Double {
        range.lowerBound * pow(range.upperBound / range.lowerBound, Double.random(in: 0..<1, using: &random))
    }

    @Test func anyLinkIsFilled() {
        var shares: [Double] = []
        for seed in 0..<300 {
            var random = SplitMix(state: UInt64(seed))
            var path = Path(
                link: Self.number(1e6...12e9, &random),
                connection: Self.number(5e6...90e6, &random),
                wait: Self.number(0.005...0.2, &random)
            )
            if Bool.random(using: &random) { path.most = Int(Self.number(2...40, &random)) }
            var simulation = Simulation()
            let bodies = max(4, Int(path.possible * 10 / Simulation.body))
            simulation.run(path, seconds: 200, bodies: bodies, &random)
            #expect(simulation.sentCount == bodies, "seed \(seed): \(path)")
            let share = Double(bodies) * Simulation.body / path.possible / simulation.time
            #expect(share > 0.6, "seed \(seed): \(path)")
            shares.append(share)
            #expect(simulation.peak <= 128)
            // The first ones are refused before anything is known.
            #expect(simulation.refusedCount <= bodies / 25 + 20, "seed \(seed): \(path)")
        }
        shares.sort()
        #expect(shares[30] > 0.8)
        #expect(shares[150] > 0.9)
    }

    /// Each drop begins the search for the link anew.
    @Test func droppedConnectionsAreOvercome() {
        for seed in 0..<300 {
            var random = SplitMix(state: UInt64(seed))
            let path = Path(
                link: Self.number(1e7...12e9, &random),
                connection: Self.number(5e6...90e6, &random),
                wait: Self.number(0.005...0.2, &random),
                most: Bool.random(using: &random) ? Int(Self.number(2...40, &random)) : .max,
                drops: Double.random(in: 0...0.02, using: &random)
            )
            var simulation = Simulation()
            let bodies = max(4, Int(path.possible * 10 / Simulation.body))
            simulation.run(path, seconds: 200, bodies: bodies, &random)
            #expect(simulation.sentCount == bodies, "seed \(seed): \(path)")
            #expect(simulation.peak <= 128)
        }
    }

    /// An interruption loses little.
    @Test func fewRequestsAreSentOverASlowLink() {
        var random = SplitMix(state: 1)
        var simulation = Simulation()
        simulation.run(Path(link: 2e6), seconds: 60, &random)
        #expect(simulation.peak <= 4)
        #expect(simulation.window.count == 2)
    }

    @Test func windowFollowsTheLink() {
        var random = SplitMix(state: 2)
        var simulation = Simulation()
        var counts: [Int] = []
        for link in [1e9, 200e6, 2e9] {
            simulation.run(Path(link: link), seconds: 10, &random)
            counts.append(simulation.window.count)
        }
        #expect(30...50 ~= counts[0], "\(counts)")
        #expect(6...16 ~= counts[1], "\(counts)")
        #expect(50...128 ~= counts[2], "\(counts)")
    }

    @Test func limitOfTheServerIsKept() {
        var random = SplitMix(state: 3)
        var simulation = Simulation()
        let path = Path(most: 8)
        simulation.run(path, seconds: 30, &random)
        #expect(Double(simulation.sentCount) * Simulation.body / 30 > 0.85 * path.possible)
        #expect(simulation.refusedCount * 33 < simulation.sentCount)
        // Once the server bears more, the window grows.
        simulation.run(Path(), seconds: 60, &random)
        #expect(simulation.window.ceiling.count ?? .max > 20)
    }

    @Test func windowBeginsAnewAfterALoss() {
        var random = SplitMix(state: 4)
        var simulation = Simulation()
        simulation.run(Path(), seconds: 2, &random)
        #expect(simulation.window.count > 10)
        simulation.window.recordLoss()
        #expect(simulation.window.count <= 4)
        simulation.run(Path(), seconds: 2, &random)
        #expect(simulation.window.count > 10)
    }
}
