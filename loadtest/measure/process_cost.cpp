#include "loadtest/measure/process_cost.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

namespace parley::load {

namespace {

std::filesystem::path proc(pid_t pid) {
    return std::filesystem::path("/proc") / std::to_string(pid);
}

} // namespace

double cpu_seconds(pid_t pid) {
    double sum = 0;
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator(proc(pid) / "task", gone)) {
        std::int64_t run_ns = 0;
        std::ifstream(task.path() / "schedstat") >> run_ns;
        sum += static_cast<double>(run_ns) / 1e9;
    }
    return sum;
}

double family_cpu_seconds(pid_t pid) {
    double sum = cpu_seconds(pid);
    std::ifstream children(proc(pid) / "task" / std::to_string(pid) / "children");
    for (pid_t child = 0; children >> child;)
        sum += cpu_seconds(child);
    return sum;
}

double thread_cpu_seconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

std::size_t open_descriptors(pid_t pid) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(proc(pid) / "fd"))
        ++count;
    return count;
}

std::int64_t private_bytes(pid_t pid) {
    std::ifstream lines(proc(pid) / "smaps_rollup");
    std::int64_t kilobytes = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Private_Clean:") || line.starts_with("Private_Dirty:"))
            kilobytes += std::stoll(line.substr(line.find(':') + 1));
    }
    return kilobytes * 1024;
}

} // namespace parley::load
