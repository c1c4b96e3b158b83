#include "gateway/static_files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"

enum {
	MOST_BYTES = 32 * 1024 * 1024, /* of all files together */
	MOST_DEPTH = 8,
	PATH_BYTES = 512,
	HASH_DIGITS = 8 /* in the name of a file that never changes: app-3f9c1b2a.js */
};

static const char BROTLI[] = ".br";

static const struct {
	const char *ending;
	const char *type;
} TYPES[] = {
	{".html", "text/html; charset=utf-8"},
	{".css", "text/css; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".mjs", "text/javascript; charset=utf-8"},
	{".json", "application/json"},
	{".map", "application/json"},
	{".webmanifest", "application/manifest+json"},
	{".wasm", "application/wasm"},
	{".svg", "image/svg+xml"},
	{".png", "image/png"},
	{".ico", "image/x-icon"},
	{".webp", "image/webp"},
	{".jpg", "image/jpeg"},
	{".woff2", "font/woff2"},
	{".txt", "text/plain; charset=utf-8"},
};

struct files {
	struct map *assets; /* struct asset, by path; index.html stands in it twice */
	struct map *bodies; /* the same assets once each: what is owned */
	size_t bytes;
};

static const char *type_of(const char *name)
{
	const char *ending = strrchr(name, '.');

	for (size_t i = 0; ending && i < sizeof TYPES / sizeof *TYPES; i++)
		if (strcmp(ending, TYPES[i].ending) == 0)
			return TYPES[i].type;
	return NULL;
}

static bool is_shrunk(const char *path)
{
	size_t length = strlen(path);

	return length > strlen(BROTLI) && strcmp(path + length - strlen(BROTLI), BROTLI) == 0;
}

/* The path of what a shrunk file stands for. */
static void name_whole(const char *path, char whole[PATH_BYTES])
{
	snprintf(whole, PATH_BYTES, "%.*s", (int)(strlen(path) - strlen(BROTLI)), path);
}

/* Whether a file is of a kind that is served, shrunk or not. */
static bool is_served(const char *path)
{
	char whole[PATH_BYTES];

	if (!is_shrunk(path))
		return type_of(path) != NULL;
	name_whole(path, whole);
	return type_of(whole) != NULL;
}

/* A run of hex digits between a dash or dot and the last dot: the name changes with the content. */
static bool is_named_by_content(const char *name)
{
	const char *ending = strrchr(name, '.');
	size_t digits = 0;

	while (ending && ending > name && isxdigit((unsigned char)ending[-1])) {
		ending--;
		digits++;
	}
	return ending && ending > name && digits >= HASH_DIGITS && (ending[-1] == '-' || ending[-1] == '.');
}

static enum error read_content(int file, size_t size, struct text *content)
{
	char *bytes = memory_new(size + 1);
	size_t length = 0;
	ssize_t got = 1;

	if (!bytes)
		return ERROR_BUSY;
	while (length < size && got > 0) {
		got = read(file, bytes + length, size - length);
		length += got > 0 ? (size_t)got : 0;
	}
	*content = (struct text){bytes, length};
	if (length == size)
		return OK;
	memory_free(bytes);
	return ERROR_BAD_REQUEST;
}

static void free_asset(void *value)
{
	struct asset *asset = value;
	union {
		const char *read_only;
		void *owned;
	} bytes = {asset->content.data};

	memory_free(bytes.owned);
	memory_free(asset);
}

static enum error name_version(struct asset *asset)
{
	char hex[DIGEST_HEX_BYTES + 1];
	struct digest digest;
	enum error error = digest_of(&asset->content, 1, &digest);

	if (error)
		return error;
	hex_encode(digest.bytes, DIGEST_BYTES, hex);
	snprintf(asset->etag, sizeof asset->etag, "\"%.32s\"", hex);
	return OK;
}

/* Joins a file and its shrunk form, whichever was read first. */
static void join_forms(struct files *files, const char *path, struct asset *asset)
{
	char other[PATH_BYTES];
	struct asset *whole;

	if (asset->is_brotli) {
		name_whole(path, other);
		whole = map_find(files->bodies, text_of(other));
		if (whole)
			whole->shrunk = asset;
	} else if ((size_t)snprintf(other, sizeof other, "%s%s", path, BROTLI) < sizeof other) {
		asset->shrunk = map_find(files->bodies, text_of(other));
	}
}

/* Puts it under its path; an index also under its folder's. */
static enum error add_asset(struct files *files, const char *path, struct asset *asset)
{
	const char *name = strrchr(path, '/') + 1;
	struct text folder = {path, (size_t)(name - path)};
	enum error error = map_set(files->bodies, text_of(path), asset, NULL);

	if (error)
		return error;
	join_forms(files, path, asset);
	if (asset->is_brotli)
		return OK;
	error = map_set(files->assets, text_of(path), asset, NULL);
	if (error || strcmp(name, "index.html") != 0)
		return error;
	return map_set(files->assets, folder, asset, NULL);
}

static enum error load_file(struct files *files, int file, const char *path, size_t size)
{
	struct asset *asset = memory_new(sizeof *asset);
	char whole[PATH_BYTES];
	const char *name;
	enum error error = asset ? read_content(file, size, &asset->content) : ERROR_BUSY;

	if (error) {
		memory_free(asset);
		return error;
	}
	files->bytes += size;
	asset->is_brotli = is_shrunk(path);
	if (asset->is_brotli)
		name_whole(path, whole);
	name = strrchr(asset->is_brotli ? whole : path, '/') + 1;
	asset->type = type_of(name);
	asset->cache = is_named_by_content(name) ? "public, max-age=31536000, immutable" : "no-cache";
	error = name_version(asset);
	if (!error)
		error = add_asset(files, path, asset);
	if (error && map_find(files->bodies, text_of(path)) != asset)
		free_asset(asset);
	return error;
}

static enum error load_folder(struct files *files, int folder, const char *path, int depth, char why[256]);

/* Opens one entry of a folder and loads it; links are not followed. */
static enum error load_entry(struct files *files, int folder, const char *path, int depth, char why[256])
{
	int file = openat(folder, strrchr(path, '/') + 1, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat about;
	enum error error = OK;

	if (file < 0 && errno == ELOOP)
		return OK;
	if (file < 0 || fstat(file, &about) != 0) {
		snprintf(why, 256, "%.200s cannot be read: %s", path, strerror(errno));
		error = ERROR_BAD_REQUEST;
	} else if (S_ISDIR(about.st_mode)) {
		return load_folder(files, file, path, depth + 1, why);
	} else if (S_ISREG(about.st_mode) && is_served(path)) {
		if ((size_t)about.st_size > MOST_BYTES - files->bytes) {
			snprintf(why, 256, "the web client is larger than %d MiB", MOST_BYTES / 1024 / 1024);
			error = ERROR_BAD_REQUEST;
		} else {
			error = load_file(files, file, path, (size_t)about.st_size);
			if (error)
				snprintf(why, 256, "%.200s cannot be read", path);
		}
	}
	if (file >= 0)
		close(file);
	return error;
}

/* Takes the folder's descriptor. */
static enum error load_folder(struct files *files, int folder, const char *path, int depth, char why[256])
{
	DIR *list = depth <= MOST_DEPTH ? fdopendir(folder) : NULL;
	enum error error = OK;
	struct dirent *entry;
	char inner[PATH_BYTES];

	if (!list) {
		snprintf(why, 256, "the folder %.200s cannot be read", path);
		close(folder);
		return ERROR_BAD_REQUEST;
	}
	while (!error && (entry = readdir(list))) {
		int length = snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);

		if (entry->d_name[0] == '.' || length < 0 || (size_t)length >= sizeof inner)
			continue;
		error = load_entry(files, folder, inner, depth, why);
	}
	closedir(list);
	return error;
}

enum error files_load(const char *folder, struct files **files, char why[256])
{
	struct files *loaded = memory_new(sizeof *loaded);
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum error error = ERROR_BUSY;

	snprintf(why, 256, "no memory");
	if (descriptor < 0) {
		snprintf(why, 256, "the web client's folder %.180s cannot be read: %s", folder, strerror(errno));
		error = ERROR_BAD_REQUEST;
	}
	if (loaded) {
		loaded->assets = map_new();
		loaded->bodies = map_new();
	}
	if (descriptor >= 0 && loaded && loaded->assets && loaded->bodies)
		error = load_folder(loaded, descriptor, "", 0, why);
	else if (descriptor >= 0)
		close(descriptor);
	if (error) {
		files_free(loaded);
		return error;
	}
	*files = loaded;
	return OK;
}

const struct asset *files_find(const struct files *files, struct text path)
{
	return files ? map_find(files->assets, path) : NULL;
}

void files_free(struct files *files)
{
	if (!files)
		return;
	if (files->assets)
		map_free(files->assets, NULL);
	if (files->bodies)
		map_free(files->bodies, free_asset);
	memory_free(files);
}
