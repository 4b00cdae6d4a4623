#include "loadtest/baseline/raw_fanout.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace parley::load {

namespace {

double cpu_us() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

// A text frame (RFC 6455, 5.2) whose head says its length.
std::string frame_of(int bytes) {
    std::string frame = "\x81\x7e";
    frame += static_cast<char>((bytes - 4) >> 8);
    frame += static_cast<char>((bytes - 4) & 0xff);
    return frame.append(static_cast<std::size_t>(bytes - 4), 'x');
}

} // namespace

int run_raw_fanout(int sockets, int frame_bytes, int rooms) {
    const int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* address = reinterpret_cast<sockaddr*>(&here);
    if (bind(listening, address, size) != 0 || listen(listening, 1'024) != 0 ||
        getsockname(listening, address, &size) != 0)
        return 3;
    std::printf("%d\n", ntohs(here.sin_port));
    std::fflush(stdout);
    std::vector<std::vector<int>> open(static_cast<std::size_t>(rooms));
    for (int n = 0; n < sockets; ++n) {
        const int yes = 1;
        const int one = accept(listening, nullptr, nullptr);
        if (one < 0)
            return 3;
        setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        open[static_cast<std::size_t>(n % rooms)].push_back(one);
    }
    std::puts("ready");
    std::fflush(stdout);
    const std::string frame = frame_of(frame_bytes);
    std::uint64_t sends = 0;
    double used = 0;
    std::size_t event = 0;
    for (char go = 0; read(STDIN_FILENO, &go, 1) == 1; ++event) {
        const std::vector<int>& room = open[event % open.size()];
        const double before = cpu_us();
        for (const int one : room)
            if (send(one, frame.data(), frame.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(frame.size()))
                return 3;
        used += cpu_us() - before;
        sends += room.size();
    }
    std::printf("{\"sends\":%llu,\"cpu_us_per_send\":%.4f}\n", static_cast<unsigned long long>(sends),
                sends == 0 ? 0 : used / static_cast<double>(sends));
    return 0;
}

} // namespace parley::load
