/* picture.c - what a company's snapshot looks like, drawn with cairo and Pango in WenQuanYi Micro
 * Hei (Debian's fonts-wqy-microhei). The same bytes each time: nothing in it is of the moment.
 * SPDX-License-Identifier: MIT */
#include "simulator.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define FONT "WenQuanYi Micro Hei"

enum {
    WIDTH = 900,
    HEIGHT_MAX = 1200,
    MARGIN = 50,
    PADDING = 13, /* of a cell */
    LABEL = 170,  /* width of a label's cell */
    TABLE = WIDTH - 2 * MARGIN,
    SEAL_RADIUS = 82,
};

struct colour {
    double red;
    double green;
    double blue;
    double alpha;
};

static const struct colour ink = {0.13, 0.13, 0.15, 1};
static const struct colour grey = {0.42, 0.44, 0.48, 1};
static const struct colour pale = {0.94, 0.94, 0.95, 1};
static const struct colour line_colour = {0.76, 0.79, 0.84, 1};
static const struct colour label_colour = {0.94, 0.96, 0.99, 1};
static const struct colour blue = {0.07, 0.36, 0.68, 1};
static const struct colour red = {0.83, 0.10, 0.12, 0.85};

/* The sheet, and how far down it is written. */
struct sheet {
    cairo_surface_t *surface;
    cairo_t *cairo;
    double y;
};

static void use(cairo_t *cairo, const struct colour *colour)
{
    cairo_set_source_rgba(cairo, colour->red, colour->green, colour->blue, colour->alpha);
}

/* ---- Text. */

/* `text`, in lines of at most `width` pixels; 0: in one. */
static PangoLayout *make_text(cairo_t *cairo, const char *text, double size, bool bold,
                              double width)
{
    PangoLayout *layout = pango_cairo_create_layout(cairo);
    PangoFontDescription *font = pango_font_description_from_string(FONT);

    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text, -1);
    if (width > 0) {
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_spacing(layout, 6 * PANGO_SCALE);
    }
    return layout;
}

static void text_size(PangoLayout *layout, double *width, double *height)
{
    int w;
    int h;

    pango_layout_get_pixel_size(layout, &w, &h);
    *width = w;
    *height = h;
}

/* Shows and releases it. */
static void put_text(cairo_t *cairo, PangoLayout *layout, double x, double y,
                     const struct colour *colour)
{
    use(cairo, colour);
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, layout);
    g_object_unref(layout);
}

/* The same around a point. */
static void put_centred(cairo_t *cairo, PangoLayout *layout, double x, double y,
                        const struct colour *colour)
{
    double width;
    double height;

    text_size(layout, &width, &height);
    put_text(cairo, layout, x - width / 2, y - height / 2, colour);
}

/* ---- The table. */

struct cell {
    const char *label;
    const char *value; /* NULL: nothing is known */
};

static void put_box(cairo_t *cairo, double x, double y, double width, double height,
                    const struct colour *fill)
{
    cairo_rectangle(cairo, x + 0.5, y + 0.5, width, height);
    if (fill != NULL) {
        use(cairo, fill);
        cairo_fill_preserve(cairo);
    }
    use(cairo, &line_colour);
    cairo_stroke(cairo);
}

static PangoLayout *make_value(cairo_t *cairo, const struct cell *cell, double width)
{
    const char *value = cell->value != NULL && *cell->value != '\0' ? cell->value : "—";

    return make_text(cairo, value, 19, false, width - LABEL - 2 * PADDING);
}

static void put_cell(cairo_t *cairo, const struct cell *cell, double x, double y, double width,
                     double height)
{
    PangoLayout *label = make_text(cairo, cell->label, 18, false, 0);
    PangoLayout *value = make_value(cairo, cell, width);
    double text_width;
    double label_height;
    double value_height;

    text_size(label, &text_width, &label_height);
    text_size(value, &text_width, &value_height);
    put_box(cairo, x, y, LABEL, height, &label_colour);
    put_box(cairo, x + LABEL, y, width - LABEL, height, NULL);
    put_text(cairo, label, x + PADDING, y + (height - label_height) / 2, &grey);
    put_text(cairo, value, x + LABEL + PADDING, y + (height - value_height) / 2, &ink);
}

/* A row of one cell or two. */
static void put_row(struct sheet *sheet, const struct cell *cells, int count)
{
    double width = TABLE / count;
    double height = 0;

    for (int i = 0; i < count; i++) {
        PangoLayout *value = make_value(sheet->cairo, &cells[i], width);
        double value_width;
        double value_height;

        text_size(value, &value_width, &value_height);
        g_object_unref(value);
        height = value_height > height ? value_height : height;
    }
    height += 2 * PADDING;
    for (int i = 0; i < count; i++) {
        put_cell(sheet->cairo, &cells[i], MARGIN + i * width, sheet->y, width, height);
    }
    sheet->y += height;
}

static const char *name_of(const struct company *company)
{
    return company->drawn_name != NULL ? company->drawn_name : company->name;
}

static void put_table(struct sheet *sheet, const struct company *company)
{
    const struct cell numbers[] = {{"统一社会信用代码", company->credit_code},
                                   {"注册号", company->registration}};
    const struct cell name = {"名称", name_of(company)};
    const struct cell kind[] = {{"类型", company->kind}, {"法定代表人", company->person}};
    const struct cell capital[] = {{"注册资本", company->capital}, {"成立日期", company->founded}};
    const struct cell address = {"住所", company->address};
    const struct cell authority = {"登记机关", company->authority};
    const struct cell scope = {"经营范围", company->scope};

    put_row(sheet, numbers, 2);
    put_row(sheet, &name, 1);
    put_row(sheet, kind, 2);
    put_row(sheet, capital, 2);
    put_row(sheet, &address, 1);
    put_row(sheet, &authority, 1);
    put_row(sheet, &scope, 1);
}

/* ---- What is around it. */

static void put_watermark(cairo_t *cairo)
{
    cairo_save(cairo);
    cairo_rotate(cairo, -G_PI / 7);
    for (int row = 0; row < 9; row++) {
        for (int column = 0; column < 4; column++) {
            put_centred(cairo, make_text(cairo, "模拟数据", 34, false, 0),
                        -300 + column * 340 + row % 2 * 170, 40 + row * 170, &pale);
        }
    }
    cairo_restore(cairo);
}

static void put_title(struct sheet *sheet, const struct company *company)
{
    cairo_t *cairo = sheet->cairo;

    put_centred(cairo, make_text(cairo, "企业信用信息公示报告", 38, true, 0), WIDTH / 2.0, 85,
                &ink);
    put_centred(cairo, make_text(cairo, name_of(company), 22, false, 0), WIDTH / 2.0, 140, &grey);
    use(cairo, &blue);
    cairo_rectangle(cairo, MARGIN, 185, 6, 26);
    cairo_fill(cairo);
    put_text(cairo, make_text(cairo, "营业执照信息", 22, true, 0), MARGIN + 18, 183, &blue);
    sheet->y = 228;
}

static void put_star(cairo_t *cairo, double x, double y, double radius)
{
    for (int i = 0; i < 5; i++) {
        double angle = -G_PI / 2 + i * 4 * G_PI / 5;

        cairo_line_to(cairo, x + radius * cos(angle), y + radius * sin(angle));
    }
    cairo_close_path(cairo);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_WINDING);
    cairo_fill(cairo);
}

/* Characters along the upper part of a circle. */
static void put_arc(cairo_t *cairo, const char *text, double x, double y, double radius)
{
    long count = g_utf8_strlen(text, -1);
    double step = 27 * G_PI / 180;

    for (long i = 0; i < count; i++) {
        char one[8] = "";

        g_utf8_strncpy(one, g_utf8_offset_to_pointer(text, i), 1);
        cairo_save(cairo);
        cairo_translate(cairo, x, y);
        cairo_rotate(cairo, ((double)i - (double)(count - 1) / 2) * step);
        put_centred(cairo, make_text(cairo, one, 21, true, 0), 0, -radius, &red);
        cairo_restore(cairo);
    }
}

/* Like a seal, and not to be taken for one. */
static void put_seal(cairo_t *cairo, double x, double y)
{
    use(cairo, &red);
    cairo_set_line_width(cairo, 4);
    cairo_new_path(cairo);
    cairo_arc(cairo, x, y, SEAL_RADIUS, 0, 2 * G_PI);
    cairo_stroke(cairo);
    cairo_new_path(cairo);
    put_star(cairo, x, y - 4, 22);
    put_centred(cairo, make_text(cairo, "模拟", 30, true, 0), x, y + 42, &red);
    put_arc(cairo, "模拟数据不作凭证", x, y, SEAL_RADIUS - 20);
    cairo_set_line_width(cairo, 1);
}

static void put_foot(struct sheet *sheet)
{
    cairo_t *cairo = sheet->cairo;

    put_text(cairo,
             make_text(cairo, "本图由模拟器绘制，仅供测试，不是任何机关出具的文件。", 16, false, 0),
             MARGIN, sheet->y + 120, &grey);
    put_text(cairo, make_text(cairo, "Simulated, for tests only; issued by nobody.", 16, false, 0),
             MARGIN, sheet->y + 148, &grey);
    put_seal(cairo, WIDTH - MARGIN - SEAL_RADIUS - 20, sheet->y + 30 + SEAL_RADIUS);
    sheet->y += 30 + 2 * SEAL_RADIUS + 60;
}

static void put_frame(const struct sheet *sheet)
{
    cairo_t *cairo = sheet->cairo;

    use(cairo, &blue);
    cairo_set_line_width(cairo, 2);
    cairo_rectangle(cairo, 18, 18, WIDTH - 36, sheet->y - 36);
    cairo_stroke(cairo);
    cairo_set_line_width(cairo, 1);
    cairo_rectangle(cairo, 24.5, 24.5, WIDTH - 49, sheet->y - 49);
    cairo_stroke(cairo);
}

/* Whatever the machine's settings say of fonts. */
static void fix_fonts(cairo_t *cairo)
{
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(cairo, options);
    cairo_font_options_destroy(options);
}

static void draw(struct sheet *sheet, const struct company *company)
{
    sheet->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT_MAX);
    sheet->cairo = cairo_create(sheet->surface);
    fix_fonts(sheet->cairo);
    cairo_set_source_rgb(sheet->cairo, 1, 1, 1);
    cairo_paint(sheet->cairo);
    put_watermark(sheet->cairo);
    cairo_set_line_width(sheet->cairo, 1);
    put_title(sheet, company);
    put_table(sheet, company);
    put_foot(sheet);
    put_frame(sheet);
    cairo_destroy(sheet->cairo);
    cairo_surface_flush(sheet->surface);
    if (cairo_surface_status(sheet->surface) != CAIRO_STATUS_SUCCESS) {
        fputs("qcc-simulator: a picture cannot be drawn\n", stderr);
        exit(1);
    }
}

/* ---- Files. */

static cairo_status_t write_bytes(void *context, const unsigned char *bytes, unsigned len)
{
    text_put(context, bytes, len);
    return CAIRO_STATUS_SUCCESS;
}

static void write_png(struct text *out, const struct sheet *sheet)
{
    cairo_surface_t *used = cairo_image_surface_create_for_data(
        cairo_image_surface_get_data(sheet->surface), CAIRO_FORMAT_RGB24, WIDTH, (int)sheet->y,
        cairo_image_surface_get_stride(sheet->surface));

    cairo_surface_write_to_png_stream(used, write_bytes, out);
    cairo_surface_destroy(used);
}

/* A line of cairo's pixels, 0x00RRGGBB each, as JPEG's. */
static void convert_line(uint8_t line[3 * WIDTH], const unsigned char *pixels)
{
    for (int x = 0; x < WIDTH; x++) {
        uint32_t pixel;

        memcpy(&pixel, pixels + 4 * x, 4);
        line[3 * x] = (uint8_t)(pixel >> 16);
        line[3 * x + 1] = (uint8_t)(pixel >> 8);
        line[3 * x + 2] = (uint8_t)pixel;
    }
}

/* With restart markers, which a follower of JPEGs has to know. */
static void write_jpeg(struct text *out, const struct sheet *sheet)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long len = 0;
    uint8_t line[3 * WIDTH];
    JSAMPROW row = line;

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &len);
    jpeg.image_width = WIDTH;
    jpeg.image_height = (JDIMENSION)sheet->y;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 80, TRUE);
    jpeg.restart_in_rows = 8;
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
        convert_line(line, cairo_image_surface_get_data(sheet->surface) +
                               jpeg.next_scanline *
                                   (size_t)cairo_image_surface_get_stride(sheet->surface));
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    text_put(out, bytes, len);
    free(bytes);
}

/* ---- Each picture is drawn once. */

enum { PICTURES_MAX = 64 };

static struct kept {
    char name[64];
    struct text picture;
} kept[PICTURES_MAX];

static void make_picture(struct text *out, const struct company *company, bool jpeg)
{
    struct sheet sheet;

    draw(&sheet, company);
    if (jpeg) {
        write_jpeg(out, &sheet);
    } else {
        write_png(out, &sheet);
    }
    cairo_surface_destroy(sheet.surface);
}

static const struct text *keep_picture(const char *name, const struct company *company, bool jpeg)
{
    struct kept *place = kept;

    while (place->name[0] != '\0' && strcmp(place->name, name) != 0) {
        place++;
    }
    if (place->name[0] == '\0') {
        snprintf(place->name, sizeof place->name, "%s", name);
        make_picture(&place->picture, company, jpeg);
    }
    return &place->picture;
}

/* The company whose picture has this name, less its ending. */
static const struct company *company_of(const char *name, size_t len)
{
    for (size_t i = 0; company_at(i) != NULL; i++) {
        const char *key_no = company_at(i)->key_no;

        if (strlen(key_no) == len && memcmp(key_no, name, len) == 0) {
            return company_at(i);
        }
    }
    return NULL;
}

bool picture_draw(struct text *out, const char *name)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    size_t len = strcspn(name, ".");
    const struct company *company = company_of(name, len);
    bool jpeg = strcmp(name + len, ".jpg") == 0;
    const struct text *picture;

    if (company == NULL || (!jpeg && strcmp(name + len, ".png") != 0)) {
        return false;
    }
    pthread_mutex_lock(&lock);
    picture = keep_picture(name, company, jpeg);
    text_put(out, picture->ptr, picture->len);
    pthread_mutex_unlock(&lock);
    return true;
}

/* ---- For builds under a sanitizer, which ask for these by name: Pango hands fonts from thread to
 * thread by locks that the thread sanitizer does not see, and fontconfig keeps memory to the end.
 */

const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "ignore_noninstrumented_modules=1";
}

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\n";
}
