# Third-party libraries, all from Debian 12 packages. Debian gives SOCI and libpq no CMake target that we can rely on,
# so those are wrapped here; nothing outside this file looks for a library.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CURL REQUIRED)
find_package(JPEG REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(mimalloc 2.0 REQUIRED)

pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(hiredis REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)

find_path(SOCI_INCLUDE soci/soci.h REQUIRED)
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_POSTGRESQL soci_postgresql REQUIRED)
add_library(parley_soci INTERFACE)
target_include_directories(parley_soci SYSTEM INTERFACE "${SOCI_INCLUDE}")
target_link_libraries(parley_soci INTERFACE "${SOCI_POSTGRESQL}" "${SOCI_CORE}" PkgConfig::libpq)

# Asio and Beast are compiled once, not in every file that includes them. The macros change inline definitions, so all
# of the program has to agree on them: whoever uses Asio or Beast links parley_boost and sets nothing by itself.
add_library(parley_boost INTERFACE)
target_compile_definitions(parley_boost INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION
    BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(parley_boost INTERFACE Boost::headers Threads::Threads)

add_library(parley_asio_impl STATIC "${CMAKE_CURRENT_LIST_DIR}/boost/asio_impl.cpp")
target_link_libraries(parley_asio_impl PUBLIC parley_boost)

add_library(parley_beast_impl STATIC "${CMAKE_CURRENT_LIST_DIR}/boost/beast_impl.cpp")
target_link_libraries(parley_beast_impl PUBLIC parley_asio_impl)
if(PARLEY_SANITIZE MATCHES "undefined")
    # Beast under UBSan costs minutes to compile and finds nothing of ours.
    target_compile_options(parley_beast_impl PRIVATE -fno-sanitize=undefined)
endif()
