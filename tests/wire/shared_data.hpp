// The golden files of shared/data, for tests that replay them where that folder is beside the checkout.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace parley::wire {

/// The text of a file of shared/data, or nothing where it is not at hand.
inline std::optional<std::string> shared_data(const std::string& name) {
    const char* given = std::getenv("PARLEY_SHARED_DATA");
    const std::filesystem::path folder =
        given != nullptr ? given : std::filesystem::path(PARLEY_SOURCE_DIR) / "../shared/data";
    std::ifstream file(folder / name);
    if (!file)
        return std::nullopt;
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace parley::wire
