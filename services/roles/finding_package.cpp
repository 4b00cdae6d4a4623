#include "roles/finding_package.hpp"

#include "adapters/archive/zip.hpp"
#include "adapters/system/files.hpp"
#include "wire/package_files.hpp"
#include "wire/package_tables.hpp"

#include <algorithm>
#include <filesystem>

namespace parley::roles {

namespace {

/// By which a package is known wherever it is copied to; all its releases have the same.
std::string package_id(const app::Finding& finding) {
    std::string digits = digest::hex(digest::sha256(finding.prereg_sha256 + '/' + finding.slug)).substr(0, 32);
    digits[12] = '8'; // RFC 9562: of a kind of one's own
    digits[16] = 'a';
    for (const std::size_t place : {20, 16, 12, 8})
        digits.insert(place, 1, '-');
    return "urn:uuid:" + digits;
}

std::vector<wire::Contributor> contributors_of(const app::ReleaseDraft& draft) {
    std::vector<wire::Contributor> contributors;
    for (const app::ReleaseDraft::Person& person : draft.people) {
        const auto known = std::ranges::find(contributors, person.name, &wire::Contributor::title);
        if (known == contributors.end())
            contributors.push_back({person.name, {person.role}});
        else
            known->roles.push_back(person.role);
    }
    return contributors;
}

wire::PackageChange change_in(const app::Finding& release) {
    const std::string at = core::to_rfc3339(release.published_at);
    return {release.version, at.substr(0, at.find('T')), release.change};
}

} // namespace

std::string finding_package(const app::ReleaseDraft& draft, const Settings& settings) {
    const app::Finding& finding = draft.finding;
    wire::PackageMeta meta;
    meta.slug = finding.slug;
    meta.title = finding.title;
    meta.id = package_id(finding);
    meta.homepage = settings.public_url.empty() ? "" : settings.public_url + "/findings/" + finding.slug;
    meta.version = finding.version;
    meta.created = finding.published_at;
    meta.contributors = contributors_of(draft);
    meta.changes.push_back(change_in(finding));
    for (const app::Finding& older : draft.older)
        meta.changes.push_back(change_in(older));
    const auto codebook = std::filesystem::path(settings.share_dir) / "docs" / "codebook.md";
    return archive::zip_of(
        wire::package_files({draft.release, draft.analysis, draft.log, system::read_file(codebook), std::move(meta)}));
}

std::vector<lab::release::ArmTotal> totals_in_package(std::string_view zip) {
    const auto& table = wire::totals_table();
    const auto files = archive::files_of_zip(zip);
    if (!files || !files->contains(wire::file_of(table.name)))
        return {};
    std::vector<wire::FieldError> faults;
    auto totals = wire::rows_from(table, files->at(wire::file_of(table.name)), faults);
    return faults.empty() ? std::move(totals) : std::vector<lab::release::ArmTotal>{};
}

} // namespace parley::roles
