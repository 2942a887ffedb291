import Basics
import CLinux
import Glibc
import Testing

@Suite(.serialized) struct CoreFilesTests {
    @Test func memoryIsNotDumped() {
        var before = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &before)
        let wasDumpable = clinux_is_dumpable()
        CoreFiles.forbid()
        defer {
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &before)
            clinux_set_dumpable(wasDumpable)
        }
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        #expect(limit.rlim_cur == 0)
        #expect(clinux_is_dumpable() == 0)
    }
}
