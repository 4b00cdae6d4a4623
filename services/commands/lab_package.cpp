#include "commands/lab_package.hpp"

#include "adapters/archive/zip.hpp"
#include "wire/package_analysis.hpp"

namespace parley::commands {

std::optional<wire::ReadFile<std::string>> analysis_of_package(std::string_view bytes) {
    if (!archive::is_zip(bytes))
        return std::nullopt;
    const auto files = archive::files_of_zip(bytes);
    if (!files)
        return std::vector<wire::FieldError>{{"", "bad_zip", files.error()}};
    return wire::answer_package(*files);
}

} // namespace parley::commands
