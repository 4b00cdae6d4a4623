#include "wire/profile_json.hpp"

#include "core/view_values.hpp"
#include "wire/markup.hpp"
#include "wire/reading.hpp"

#include <stdexcept>

namespace parley::wire {

namespace {

constexpr std::size_t title_max = 120, block_max = 1'500, post_max = 6'000, link_max = 300;

/// "" where none is given.
std::string read_link(Body& body) {
    std::string link = body.text("link", 1, link_max, false).value_or("");
    if (!link.empty() && !is_web_address(link))
        body.fail("link", "not_https", "must be an address that begins with https://");
    return link;
}

} // namespace

Read<app::Profile> read_profile(std::string_view text) {
    return reading<app::Profile>(text, [](Body& body, app::Profile& out) {
        out.published = body.truth("published", true).value_or(false);
        const auto read_block = [&](Body& blocks, const std::string& index) {
            blocks.object(
                index,
                [&](Body& block) {
                    block.may_be_null({"link"});
                    app::StoryBlock read;
                    read.title = block.line("title", 1, title_max).value_or("");
                    read.text = block.text("text", 1, block_max).value_or("");
                    read.link = read_link(block);
                    out.blocks.push_back(std::move(read));
                },
                true);
        };
        body.list("blocks", 0, app::blocks_max, read_block, true);
    });
}

Read<app::Post> read_post(std::string_view text) {
    return reading<app::Post>(text, [](Body& body, app::Post& out) {
        body.may_be_null({"link"});
        out.title = body.line("title", 1, title_max).value_or("");
        out.text = body.text("text", 1, post_max).value_or("");
        out.link = read_link(body);
    });
}

core::Value blocks_value(const std::vector<app::StoryBlock>& blocks) {
    core::Value list = core::Value::Array{};
    for (const app::StoryBlock& block : blocks) {
        core::Value item;
        item["title"] = block.title;
        item["text"] = block.text;
        item["link"] = core::text_or_null(block.link);
        list.push_back(std::move(item));
    }
    return list;
}

std::vector<app::StoryBlock> stored_blocks(std::string_view json) {
    const ParsedBody parsed = parse_body(json);
    const auto* list = parsed.value ? parsed.value->as_array() : nullptr;
    if (list == nullptr)
        throw std::runtime_error("profiles: stored blocks are none");
    std::vector<app::StoryBlock> blocks;
    for (const core::Value& item : *list) {
        const auto text = [&](const char* member) {
            const auto* words = item.at(member).as_string();
            return words == nullptr ? std::string() : *words;
        };
        blocks.push_back({text("title"), text("text"), text("link")});
    }
    return blocks;
}

core::Value post_value(const app::Post& post) {
    core::Value value;
    value["id"] = core::to_text(post.id);
    value["title"] = post.title;
    value["text"] = post.text;
    value["link"] = core::text_or_null(post.link);
    value["posted_at"] = core::to_rfc3339(post.posted_at);
    value["changed_at"] = core::to_rfc3339(post.changed_at);
    return value;
}

std::string local_business_json(const StoreFacts& facts) {
    core::Value value;
    value["@context"] = "https://schema.org";
    value["@type"] = "LocalBusiness";
    value["@id"] = facts.address;
    value["url"] = facts.address;
    value["name"] = facts.name;
    if (!facts.story.empty())
        value["description"] = facts.story;
    value["address"]["@type"] = "PostalAddress";
    value["address"]["addressLocality"] = facts.place;
    if (!facts.street.empty())
        value["address"]["streetAddress"] = facts.street;
    if (!facts.phone.empty())
        value["telephone"] = facts.phone;
    return for_script(to_json(value));
}

} // namespace parley::wire
